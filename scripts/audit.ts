/** `npm run audit:verify`: is the record of who did what whole? Exit code 1 where it is not. */
import {realpathSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {verifyAudit} from '../core/audit/audit.ts';
import {withEnvFile} from '../core/config/env-file.ts';
import {type Environment, runWithRedis} from './open-redis.ts';
import type {Terminal} from './terminal.ts';

/** The exit code. */
export function main(env: Environment, terminal: Terminal): Promise<number> {
  return runWithRedis('audit', env, terminal, async ({redis}) => {
    const {entries, sinceMs, broken, hash} = await verifyAudit(redis);
    const since = sinceMs === undefined ? '' : ` since ${new Date(sinceMs).toISOString()}`;
    for (const id of broken) terminal.error(`${id} does not follow from the entry before it`);
    terminal.print(
      `${entries} entries${since}, ${broken.length === 0 ? 'unbroken' : `${broken.length} broken`}`,
    );
    if (hash) terminal.print(`the last one's hash, to be found in the log as audit.written: ${hash}`);
    return broken.length === 0 ? 0 : 1;
  });
}

// Only when Node was started with this file; tests import `main`.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const print = (line: string) => console.log(line);
  process.exitCode = await main(withEnvFile(process.env), {print, error: line => console.error(line)});
}

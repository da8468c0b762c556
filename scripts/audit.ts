/** `npm run audit:verify`: is the record of who did what whole? Exit code 1 where it is not. */
import {realpathSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {type ChainName, chains} from '../core/audit/chain.ts';
import {type Verified, verifyAudit} from '../core/audit/verify-audit.ts';
import {withEnvFile} from '../core/config/env-file.ts';
import {type Environment, runWithRedis} from './open-redis.ts';
import type {Terminal} from './terminal.ts';

/** The exit code. */
export function main(env: Environment, terminal: Terminal): Promise<number> {
  return runWithRedis('audit', env, terminal, async ({redis}) => {
    let whole = true;
    for (const chain of chains) whole = tell(chain, await verifyAudit(redis, chain), terminal) && whole;
    return whole ? 0 : 1;
  });
}

/** Is it unbroken? */
function tell(chain: ChainName, {entries, sinceMs, broken, hash}: Verified, terminal: Terminal): boolean {
  const since = sinceMs === undefined ? '' : ` since ${new Date(sinceMs).toISOString()}`;
  const whole = broken.length === 0;
  for (const id of broken) terminal.error(`${chain}: ${id} does not follow from the entry before it`);
  terminal.print(`${chain}: ${entries} entries${since}, ${whole ? 'unbroken' : `${broken.length} broken`}`);
  if (hash) terminal.print(`the last one's hash, to be found in the log as audit.written: ${hash}`);
  return whole;
}

// Only when Node was started with this file; tests import `main`.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const print = (line: string) => console.log(line);
  process.exitCode = await main(withEnvFile(process.env), {print, error: line => console.error(line)});
}

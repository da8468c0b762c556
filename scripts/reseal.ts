/** `npm run reseal`: seals what is kept anew with the first of DATA_KEYS. Exit code 1 where something does not open. */
import {realpathSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {withEnvFile} from '../core/config/env-file.ts';
import {reseal} from '../core/queue/reseal.ts';
import {type Environment, runWithRedis} from './open-redis.ts';
import type {Terminal} from './terminal.ts';

/** The exit code. */
export function main(env: Environment, terminal: Terminal): Promise<number> {
  return runWithRedis('reseal', env, terminal, async ({redis}) => {
    const {keyId} = redis.sealer;
    if (keyId === undefined) throw new Error('There is nothing to seal with: set DATA_KEYS');
    const {hashes, fields, left} = await reseal(redis);
    terminal.print(`${fields} fields of ${hashes} hashes were sealed anew with key ${keyId}`);
    if (left === 0) return 0;
    terminal.error(`${left} fields do not open: none of DATA_KEYS is theirs, or they were changed`);
    return 1;
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const print = (line: string) => console.log(line);
  process.exitCode = await main(withEnvFile(process.env), {print, error: line => console.error(line)});
}

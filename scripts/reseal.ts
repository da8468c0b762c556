/** `npm run reseal`: seals what is kept anew with the first of DATA_KEYS. Exit code 1 where something does not open. */
import {setTimeout as sleep} from 'node:timers/promises';
import {configFromEnv} from '../core/config/config.ts';
import {withEnvFile} from '../core/config/env-file.ts';
import {createLog} from '../core/log.ts';
import {reseal} from '../core/queue/reseal.ts';
import {Redis} from '../core/redis/connection.ts';
import {createSealer} from '../core/seal.ts';

const {
  redis: {url, tls},
  data,
} = configFromEnv(withEnvFile(process.env));
const sealer = createSealer(data.keys, data);
if (sealer.keyId === undefined) {
  console.error('There is nothing to seal with: set DATA_KEYS');
  process.exit(1);
}
const redis = new Redis({
  url,
  tls,
  name: 'reseal',
  log: createLog({level: 'warn', component: 'reseal'}),
  sealer,
}).start();
while (!redis.ready) await sleep(20);
const {hashes, fields, left} = await reseal(redis);
redis.stop();
console.log(`${fields} fields of ${hashes} hashes were sealed anew with key ${sealer.keyId}`);
if (left > 0) console.error(`${left} fields do not open: none of DATA_KEYS is theirs, or they were changed`);
process.exitCode = left > 0 ? 1 : 0;

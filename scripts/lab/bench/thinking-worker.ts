/** A worker whose agent thinks for a while before it answers, as a model does, only shorter. */
import {setTimeout as sleep} from 'node:timers/promises';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {createLog} from '../../../core/log.ts';
import {Redis} from '../../../core/redis/connection.ts';
import {Consumer} from '../../../worker/message-consumer.ts';

const thinkMs = 400;
const url = process.env['REDIS_URL'] ?? '';
const log = createLog({level: 'info', component: 'worker'});
const redis = new Redis({url, name: 'thinking', log}).start();
const options = {
  eventsTtlMs: 600_000,
  resultTtlMs: 86_400_000,
  maxAttempts: 3,
  heartbeatMs: 3000,
  attemptTimeoutMs: 45_000,
};

new Consumer({
  redis,
  blocking: new Redis({url, name: 'thinking-read', log}).start(),
  log,
  agent: {
    name: 'thinking',
    async *reply({text}) {
      await sleep(thinkMs);
      yield `echo: ${text}`;
    },
  },
  clinics: loadClinics(defaultClinicsDir),
  concurrency: 64,
  claimIdleMs: 12_000,
  options,
}).start();

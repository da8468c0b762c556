/** A worker whose agent answers at once: what is left is what the pipeline itself takes. */
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {createLog} from '../../../core/log.ts';
import {Redis} from '../../../core/redis/connection.ts';
import type {Question} from '../../../worker/agents/agent.ts';
import {Consumer} from '../../../worker/message-consumer.ts';

const url = process.env['REDIS_URL'] ?? '';
/** Silent once it is ready: what it is compared with logs nothing either. */
const log = createLog(
  {level: 'info', component: 'worker'},
  {
    write(line) {
      process.stdout.write(line);
      if (line.includes('"worker.ready"')) log.level = 'warn';
    },
  },
);
const day = 86_400_000;

new Consumer({
  redis: new Redis({url, name: 'instant', log}).start(),
  blocking: new Redis({url, name: 'instant-read', log}).start(),
  log,
  agent: {
    name: 'instant',
    async *reply({text}: Question) {
      yield `echo: ${text}`;
    },
  },
  clinics: loadClinics(defaultClinicsDir),
  concurrency: 64,
  claimIdleMs: 12_000,
  options: {
    eventsTtlMs: 600_000,
    resultTtlMs: day,
    maxAttempts: 3,
    heartbeatMs: 3000,
    attemptTimeoutMs: 45_000,
  },
}).start();

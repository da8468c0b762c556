/** A worker whose agent speaks as a model does: 20 pieces a second. The first one says when it was said. */
import {setTimeout as sleep} from 'node:timers/promises';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {createLog} from '../../../core/log.ts';
import {Redis} from '../../../core/redis/connection.ts';
import {Consumer} from '../../../worker/message-consumer.ts';

/** Pieces of one reply. */
const pieces = 80;
const everyMs = 50;

const url = process.env['REDIS_URL'] ?? '';
const log = createLog({level: 'info', component: 'worker'});

new Consumer({
  redis: new Redis({url, name: 'streaming', log}).start(),
  blocking: new Redis({url, name: 'streaming-read', log}).start(),
  log,
  agent: {
    name: 'streaming',
    async *reply() {
      await sleep(500 + Math.random() * 1000); // models think first, and not all for the same time
      yield `${(performance.timeOrigin + performance.now()).toFixed(3)} `;
      for (let piece = 1; piece < pieces; piece++) {
        await sleep(everyMs);
        yield `word${piece} `;
      }
    },
  },
  clinics: loadClinics(defaultClinicsDir),
  concurrency: 256,
  claimIdleMs: 12_000,
  options: {
    eventsTtlMs: 600_000,
    resultTtlMs: 86_400_000,
    maxAttempts: 3,
    heartbeatMs: 3000,
    attemptTimeoutMs: 45_000,
  },
}).start();

/** The worker process: environment, log, Redis, agent, consumer; and the way back. */

import {insistOnRedis} from '../core/check-redis.ts';
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import {configFromEnv} from '../core/config.ts';
import {createLog} from '../core/log.ts';
import {Redis} from '../core/redis.ts';
import {onShutdown} from '../core/shutdown.ts';
import {createAgent} from './agents/create-agent.ts';
import {Caretaker} from './caretaker.ts';
import {Consumer} from './consumer.ts';

/** What a message leaves in its result stream is kept for ten minutes after its end. */
const eventsTtlMs = 600_000;

const config = configFromEnv(process.env);
const log = createLog({level: config.logLevel, component: 'worker'});
const opened = onShutdown({log, deadlineMs: 25_000});

const {redisUrl: url} = config;
const blocking = new Redis({url, name: 'worker-read', log}).start();
opened(() => blocking.stop());
const redis = new Redis({url, name: 'worker', log, onReplaced: () => blocking.replace()}).start();
opened(() => redis.stop());

void insistOnRedis(redis, {log, production: config.production});

const options = {...config, eventsTtlMs};
const caretaker = new Caretaker({redis, log, options}).start();
opened(() => caretaker.stop());
const consumer = new Consumer({
  redis,
  blocking,
  log,
  options,
  agent: createAgent(config),
  clinics: loadClinics(config.clinicsDir ?? defaultClinicsDir),
  concurrency: config.concurrency,
  claimIdleMs: config.claimIdleMs,
}).start();
opened(() => consumer.stop(20_000));

// A loop that is stuck will not come back by itself; a new process will.
const stuckMs = 15_000;
setInterval(() => {
  if (consumer.idleMs < stuckMs) return;
  log.fatal('worker.stuck');
  process.exit(1);
}, 1000).unref();

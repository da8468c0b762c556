/** The worker process: environment, log, Redis, agent, consumer; and the way back. */
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import {configFromEnv} from '../core/config.ts';
import {createLog} from '../core/log.ts';
import {Redis} from '../core/redis.ts';
import {onShutdown} from '../core/shutdown.ts';
import {createAgent} from './agents/create-agent.ts';
import {Consumer} from './consumer.ts';

/** What a message leaves in its result stream is kept for ten minutes after its end. */
const eventsTtlMs = 600_000;

const config = configFromEnv(process.env);
const log = createLog({level: config.logLevel, component: 'worker'});
const opened = onShutdown({log, deadlineMs: 25_000});

const redis = new Redis({url: config.redisUrl, name: 'worker', log}).start();
opened(() => redis.stop());
const blocking = new Redis({url: config.redisUrl, name: 'worker-read', log}).start();
opened(() => blocking.stop());

const consumer = new Consumer({
  redis,
  blocking,
  log,
  agent: createAgent(config),
  clinics: loadClinics(config.clinicsDir ?? defaultClinicsDir),
  concurrency: config.concurrency,
  claimIdleMs: config.claimIdleMs,
  options: {
    eventsTtlMs,
    resultTtlMs: config.resultTtlMs,
    maxAttempts: config.maxAttempts,
    heartbeatMs: config.heartbeatMs,
    attemptTimeoutMs: config.attemptTimeoutMs,
  },
}).start();
opened(() => consumer.stop(20_000));

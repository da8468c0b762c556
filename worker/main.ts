/** The worker process: environment, log, Redis, agent, consumer; and the way back. */

import {insistOnPublicUrl} from '../core/channels/invite.ts';
import {ClinicBook} from '../core/clinics/clinic-book.ts';
import {defaultClinicsDir} from '../core/clinics/load-clinics.ts';
import {configFromEnv} from '../core/config.ts';
import {eventsTtlMs} from '../core/fifo/entry.ts';
import {createLog} from '../core/log.ts';
import {accept} from '../core/queue/accept.ts';
import {insistOnRedis} from '../core/redis/check.ts';
import {Redis} from '../core/redis/connection.ts';
import {onShutdown} from '../core/shutdown.ts';
import {createAgent} from './agents/create-agent.ts';
import {startChannels} from './channels/start-channels.ts';
import {Handoffs} from './handoff-notices.ts';
import {Caretaker} from './maintenance.ts';
import {Consumer} from './message-consumer.ts';

const config = configFromEnv(process.env);
const log = createLog({level: config.logLevel, component: 'worker'});
const opened = onShutdown({log, deadlineMs: 25_000});

const {redisUrl: url} = config;
const blocking = new Redis({url, name: 'worker-read', log}).start();
opened(() => blocking.stop());
const redis = new Redis({url, name: 'worker', log, onReplaced: () => blocking.replace()}).start();
opened(() => redis.stop());

void insistOnRedis(redis, {log, production: config.production});

const clinics = new ClinicBook({dir: config.clinicsDir ?? defaultClinicsDir, log}).start();
opened(() => clinics.stop());
insistOnPublicUrl(clinics, config.publicUrl);
const options = {...config, eventsTtlMs};
const caretaker = new Caretaker({redis, log, options}).start();
opened(() => caretaker.stop());
const door = {writes: redis, limits: config, clinics: {known: clinics, fallback: config.defaultClinic}, log};
const showTyping = startChannels({
  config,
  redis,
  log,
  clinics,
  accept: message => accept(door, message),
  opened,
});
const agent = createAgent(config, log);
opened(async () => agent.close?.());
const handoffs = new Handoffs({redis, log, handoff: config.handoff}).start();
opened(() => handoffs.stop());
const consumer = new Consumer({
  redis,
  blocking,
  log,
  options,
  agent,
  clinics,
  showTyping,
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

/** A whole worker: everything that the process runs, opened by `start` and closed by `stop`, last opened first. */
import {requirePublicUrl} from '../core/channels/hearing/invite.ts';
import type {ClinicsById} from '../core/clinics/clinic.ts';
import {ClinicBook} from '../core/clinics/clinic-book.ts';
import {defaultClinicsDir} from '../core/clinics/load-clinics.ts';
import type {Config} from '../core/config/config.ts';
import type {StreamConsumer} from '../core/fifo/stream-consumer.ts';
import type {Log} from '../core/log.ts';
import {CountKeeper, type Counts} from '../core/metrics/counts.ts';
import {createMetrics} from '../core/metrics/metrics.ts';
import {accept} from '../core/queue/accept.ts';
import {AlarmTeller} from '../core/queue/alarms/alarm-teller.ts';
import {startDeskAlerts} from '../core/queue/desk/desk-alerter.ts';
import {eventsTtlMs, messages} from '../core/queue/messages.ts';
import {requireFitRedis} from '../core/redis/check.ts';
import {Redis, type RedisOptions} from '../core/redis/connection.ts';
import {createSealer} from '../core/seal.ts';
import {createClosers} from '../core/shutdown.ts';
import type {Agent} from './agents/agent.ts';
import {type Agents, createAgent} from './agents/create-agent.ts';
import {startChannels} from './channels/start-channels.ts';
import {createHandoffTeller} from './handoff-notices.ts';
import {Maintenance, type MaintenanceDeps} from './maintenance.ts';
import {createMessageConsumer} from './message-consumer.ts';
import {openMetricsPort} from './metrics-port.ts';
import {ReplyTime} from './reply-time.ts';
import {UpstreamTeller} from './upstream-teller.ts';

export type WorkerDeps = {
  log: Log;
  /** Of what the log says. */
  counts?: Counts;
  /** Instead of the configuration's. */
  agent?: Agent;
  clinics?: ClinicsById;
  connect?: Connect;
  /** How long one read blocks, in milliseconds. */
  blockMs?: number;
  /** How long turns under way may take at a stop, in milliseconds. */
  graceMs?: number;
  maintenance?: Pick<MaintenanceDeps, 'everyMs' | 'reconcileMs' | 'silentMs'>;
};

/** Opens a connection that keeps itself up. */
export type Connect = (name: string, options?: Pick<RedisOptions, 'onReplaced'>) => Redis;

/** A loop that is stuck for so long will not come back by itself; a new process will. */
export const stuckMs = 15_000;

export type Worker = {
  /** Opens everything; returns before Redis is reached. */
  start(): Worker;
  stop(): Promise<void>;
  /** The one that answers messages. */
  consumer: StreamConsumer;
};

export function createWorker(config: Config, deps: WorkerDeps): Worker {
  const {log, graceMs = 20_000, blockMs} = deps;
  const {
    redis: {url, tls},
    turns,
    handoff,
  } = config;
  const {claimIdleMs, concurrency} = turns;
  const sealer = createSealer(config.data.keys, config.data);
  const connect: Connect =
    deps.connect ?? ((name, options) => new Redis({url, tls, name, log, sealer, ...options}).start());
  const closers = createClosers(log);

  const blocking = connect('worker-read');
  closers.add(() => blocking.stop());
  const redis = connect('worker', {onReplaced: () => blocking.replace()});
  closers.add(() => redis.stop());
  const clinics = deps.clinics ?? openClinics(config, log, closers.add);
  requirePublicUrl(clinics, config.server.publicUrl);
  const agent: Agent & Partial<Agents> = deps.agent ?? createAgent(config.agents, log);
  closers.add(async () => agent.close?.());
  const teller = new UpstreamTeller({redis, log, standings: () => agent.standings?.(clinics) ?? []});

  const options = {...turns, ...config.queue, handoff, eventsTtlMs};
  const alarms = new AlarmTeller({redis, log, clinics, secret: handoff.secret});
  const door = {
    writes: redis,
    limits: config.queue,
    clinics: {known: clinics, fallback: config.clinics.fallback},
    log,
    onAlarm: () => alarms.hasten(),
  };
  const later: {maintenance?: Maintenance} = {};
  const expect = (ms: number) => later.maintenance?.expect(ms);
  const {showTyping, senders} = startChannels({
    config,
    redis,
    log,
    clinics,
    connect,
    expect,
    accept: message => accept(door, message),
    opened: closers.add,
  });
  const replyTime = new ReplyTime();
  const consumer = createMessageConsumer({
    redis,
    blocking,
    log,
    options,
    agent,
    clinics,
    showTyping,
    concurrency,
    claimIdleMs,
    ...(blockMs !== undefined && {blockMs}),
    onReady: () => expect(0),
    onBacklog: () => later.maintenance?.askForAdmission(),
    onDelayed: expect,
    onReplied: ms => replyTime.note(ms),
  });
  const maintenance = new Maintenance({
    redis,
    log,
    options,
    consumers: [{fifo: messages, consumer}, ...senders],
    slots: concurrency,
    replyTime,
    handoffs: createHandoffTeller({redis, log, handoff}),
    claimIdleMs,
    ...deps.maintenance,
  });
  later.maintenance = maintenance;

  const worker = {
    consumer,
    start() {
      void requireFitRedis(redis, {log, production: config.process.production});
      if (deps.counts) {
        const keeper = new CountKeeper({redis, counts: deps.counts, log}).start();
        closers.add(() => keeper.stop());
      }
      const {port, token} = config.metrics;
      const {production} = config.process;
      if (port !== undefined)
        closers.add(openMetricsPort({port, token, production, log, ...tellsOf(redis, consumer)}));
      teller.start();
      closers.add(() => teller.stop());
      const alerts = startDeskAlerts({redis, log}, config.desk.alert);
      closers.add(async () => alerts?.stop());
      alarms.start();
      closers.add(() => alarms.stop());
      maintenance.start();
      closers.add(() => maintenance.stop());
      consumer.start();
      closers.add(() => consumer.stop(graceMs));
      return worker;
    },
    stop: () => closers.close(),
  };
  return worker;
}

/** What the process tells of itself. */
function tellsOf(redis: Redis, consumer: StreamConsumer) {
  const running = {
    name: 'plaintalk_turns_running',
    help: 'Turns of this worker',
    read: () => consumer.running,
  };
  return {
    metrics: createMetrics({redis, own: [running]}),
    isAlive: () => consumer.idleMs < stuckMs,
  };
}

function openClinics(config: Config, log: Log, opened: (closer: () => void) => void): ClinicBook {
  const clinics = new ClinicBook({dir: config.clinics.dir ?? defaultClinicsDir, log}).start();
  opened(() => clinics.stop());
  return clinics;
}

import type {ExecutionContext} from 'ava';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {type Config, configFromEnv} from '../../core/config/config.ts';
import type {StreamConsumer} from '../../core/fifo/stream-consumer.ts';
import {deliveries} from '../../core/outbox/delivery.ts';
import {messages} from '../../core/queue/messages.ts';
import type {Agent, Question, Said} from '../../worker/agents/agent.ts';
import {createWorker, type WorkerDeps} from '../../worker/create-worker.ts';
import {Maintenance, type MaintenanceDeps} from '../../worker/maintenance.ts';
import type {TestRedis} from './redis.ts';

export type TestWorkerOptions = Partial<WorkerDeps> & {
  config?: Partial<Config>;
  turns?: Partial<Config['turns']>;
};

/** A real worker in this process, with an agent of the test's own; stopped when the test ends. */
export async function testWorker(
  t: ExecutionContext,
  {connect, log}: Pick<TestRedis, 'connect' | 'log'>,
  reply: (question: Question) => AsyncIterable<Said>,
  {config, turns, ...deps}: TestWorkerOptions = {},
): Promise<StreamConsumer> {
  const agent: Agent = {name: 'test', reply};
  const env = {
    REDIS_URL: 'redis://127.0.0.1:1',
    WORKER_CONCURRENCY: '16',
    RESULT_TTL_SECONDS: '600',
    HEARTBEAT_MS: '100',
  };
  const given = {...configFromEnv(env), ...config};
  const worker = createWorker(
    {...given, turns: {...given.turns, ...turns}},
    {
      log,
      agent,
      connect: name => connect(name),
      clinics: loadClinics(defaultClinicsDir),
      blockMs: 500,
      graceMs: 0,
      ...deps,
    },
  ).start();
  t.teardown(() => worker.stop());
  const {consumer} = worker;
  await log.seen('worker.ready', {consumer: consumer.name});
  return consumer;
}

/** What looks after the queue and the outbox, without a worker; stopped when the test ends. */
export function testMaintenance(
  t: ExecutionContext,
  {redis, log}: Pick<TestRedis, 'redis' | 'log'>,
  deps: Partial<MaintenanceDeps> = {},
): Maintenance {
  const consumer = {name: 'maintenance', sweep: async () => undefined};
  const maintenance = new Maintenance({
    redis,
    log,
    options: {eventsTtlMs: 60_000, resultTtlMs: 600_000},
    consumers: [messages, deliveries].map(fifo => ({fifo, consumer})),
    slots: 0,
    claimIdleMs: 12_000,
    everyMs: 20,
    ...deps,
  }).start();
  t.teardown(() => maintenance.stop());
  return maintenance;
}

/** Answers with the text itself, in one piece. */
export async function* echo({text}: Question): AsyncGenerator<string> {
  yield `echo: ${text}`;
}

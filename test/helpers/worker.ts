import type {ExecutionContext} from 'ava';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import type {Agent, Question} from '../../worker/agents/agent.ts';
import {Consumer, type ConsumerDeps} from '../../worker/message-consumer.ts';
import type {TestRedis} from './redis.ts';

/** A real consumer in this process, with an agent of the test's own; stopped when the test ends. */
export async function testWorker(
  t: ExecutionContext,
  {redis, connect, log}: TestRedis,
  reply: (question: Question) => AsyncIterable<string>,
  options: Partial<Omit<ConsumerDeps, 'options'>> & {options?: Partial<ConsumerDeps['options']>} = {},
): Promise<Consumer> {
  const agent: Agent = {name: 'test', reply};
  const consumer = new Consumer({
    redis,
    log,
    agent,
    blocking: connect('read'),
    clinics: loadClinics(defaultClinicsDir),
    concurrency: 16,
    claimIdleMs: 12_000,
    blockMs: 500,
    ...options,
    options: {
      eventsTtlMs: 60_000,
      resultTtlMs: 600_000,
      maxAttempts: 3,
      heartbeatMs: 100,
      attemptTimeoutMs: 45_000,
      ...options.options,
    },
  }).start();
  t.teardown(() => consumer.stop(0));
  await log.seen('worker.ready', {consumer: consumer.name});
  return consumer;
}

/** Answers with the text itself, in one piece. */
export async function* echo({text}: Question): AsyncGenerator<string> {
  yield `echo: ${text}`;
}

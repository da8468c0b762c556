/** The outbox with a real sender and a fake Evolution: what the tests of delivery have in common. */
import type {ExecutionContext} from 'ava';
import {createOutbounds} from '../../core/channels/create-channels.ts';
import type {DeliverDeps} from '../../core/channels/sending/deliver.ts';
import {createDeliverySender} from '../../core/channels/sending/delivery-sender.ts';
import {sessionOf} from '../../core/chats/chat.ts';
import {configFromEnv} from '../../core/config/config.ts';
import type {StreamConsumer} from '../../core/fifo/stream-consumer.ts';
import {keys} from '../../core/keys.ts';
import {type Delivery, deliveries} from '../../core/outbox/delivery.ts';
import {markPiece} from '../../core/outbox/mark.ts';
import {readOutbox} from '../../core/outbox/read-outbox.ts';
import {claim} from '../../core/queue/claim.ts';
import {enqueue, type NewMessage} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {FakeEvolution, FakeEvolutionOptions} from '../../scripts/lab/fakes/evolution.ts';
import {fakeEvolution} from './fake-evolution.ts';
import {limits, message, options as queueOptions, receive, testQueue} from './queue.ts';
import type {TestRedis} from './redis.ts';
import {until} from './until.ts';
import {testMaintenance} from './worker.ts';

/** Everything goes faster here. */
export const deliveryOptions: DeliverDeps['options'] = {
  resultTtlMs: 600_000,
  heartbeatMs: 50,
  graceMs: 300,
  lookMs: 40,
  retryMs: 20,
  longestRetryMs: 80,
  probeMs: 200,
  awayProbeMs: 60,
};

/** The channels' settings that reach a fake Evolution. */
export function evolutionChannels(url: string, env: Record<string, string> = {}) {
  return configFromEnv({
    REDIS_URL: 'redis://127.0.0.1:1',
    EVOLUTION_URL: url,
    EVOLUTION_API_KEY: 'test-key',
    EVOLUTION_WEBHOOK_SECRET: 'test-webhook-secret',
    EVOLUTION_INSTANCES: 'acct1=demo',
    ...env,
  }).channels;
}

export type TestOutbox = TestRedis & {evolution: FakeEvolution; startSender(): StreamConsumer};

/** An empty queue and a sender that is connected to a fake Evolution; stopped when the test ends. */
export async function testOutbox(
  t: ExecutionContext,
  options: FakeEvolutionOptions & {delivery?: Partial<DeliverDeps['options']>; idle?: boolean} = {},
): Promise<TestOutbox> {
  const evolution = await fakeEvolution(t, options);
  const queue = await testQueue(t);
  const {redis, connect, log} = queue;
  const startSender = () => {
    const sender = createDeliverySender({
      redis,
      log,
      blocking: connect('send'),
      outbounds: createOutbounds(evolutionChannels(evolution.url), {publicUrl: undefined}),
      options: {...deliveryOptions, ...options.delivery},
      concurrency: 16,
      claimIdleMs: 200,
      blockMs: 100,
    }).start();
    t.teardown(() => sender.stop(0));
    testMaintenance(t, queue, {consumers: [{fifo: deliveries, consumer: sender}], claimIdleMs: 200});
    return sender;
  };
  if (!options.idle) startSender();
  return {...queue, evolution, startSender};
}

/** A chat's number ends so; its messages come to the instance `acct1`. */
export function chat(number: number): Pick<NewMessage, 'channel' | 'session' | 'target'> {
  const digits = `155501${String(number).padStart(5, '0')}`;
  return {
    channel: 'whatsapp',
    session: sessionOf('acct1', `chat${number}`),
    target: `${digits}@s.whatsapp.net`,
  };
}

/** A message of the chat, and the agent's reply to it: what is left to do is its delivery. */
export async function answer(redis: Redis, id: string, number: number, text: string): Promise<void> {
  await ask(redis, id, number);
  await reply(redis, text);
}

export async function ask(redis: Redis, id: string, number: number): Promise<void> {
  const {status} = await enqueue(redis, limits, message(id, {...chat(number), providerId: `3A${id}`}));
  if (status !== 'queued') throw new Error(`enqueue said ${status}`);
}

/** Answers the first message in the queue. */
export async function reply(redis: Redis, text: string): Promise<void> {
  const [entry] = await receive(redis, 'agent', 1);
  if (!entry) throw new Error('nothing is in the queue');
  const claimed = await claim(redis, queueOptions, entry, 'agent');
  if (claimed.status !== 'run') throw new Error(`claim said ${claimed.status}`);
  await finish(redis, queueOptions, claimed.turn, {status: 'done', text});
}

/** Says that the delivery's first piece is being sent. */
export async function mark(redis: Redis, delivery: Delivery, text = 'hello'): Promise<string> {
  const piece = {piece: 0, text, patienceMs: 0};
  return (await markPiece(redis, deliveryOptions, delivery, piece)).status;
}

/** How a delivery ends that was sent. */
export const sent = {status: 'sent'} as const;

export function deliveryStatus(redis: Redis, id: string): Promise<string | null> {
  return redis.run(client => client.hGet(keys.delivery(id), 'status'));
}

/** Resolves when the delivery has ended so. */
export async function ended(redis: Redis, id: string, as: 'sent' | 'failed' = 'sent'): Promise<void> {
  await until(async () => (await deliveryStatus(redis, id)) === as);
}

export async function isEmpty(redis: Redis): Promise<boolean> {
  const {waiting, delayed} = await readOutbox(redis);
  return waiting + delayed === 0;
}

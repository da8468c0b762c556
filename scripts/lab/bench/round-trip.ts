/**
 * From a message put into the queue until the one who waits has the reply, without HTTP, beside BullMQ's
 * `add` + `waitUntilFinished`. Both: producer and waiter in this process, the worker in one of its own with 64
 * places, the same Redis, the same client library, turn by turn.
 */

import {Queue, QueueEvents} from 'bullmq';
import {createClient} from 'redis';
import {beginning} from '../../../core/events/cursor.ts';
import {Watcher} from '../../../core/events/watch.ts';
import {newId} from '../../../core/ids.ts';
import {createLog} from '../../../core/log.ts';
import {enqueue} from '../../../core/queue/enqueue.ts';
import {Redis} from '../../../core/redis/connection.ts';
import type {StreamEntry} from '../../../core/redis/replies.ts';
import {atLeast, atMost, count, median, ms, percentile, type Row, ratio} from './figures.ts';
import {source, startPart, startRedis} from './parts.ts';

const rounds = 5;
const inFlight = 64;
const warmUpMs = 500;
const roundMs = 1200;
/** A reply that takes longer is lost. */
const patienceMs = 5000;
const text = 'What are your opening hours?';
const limits = {
  resultTtlMs: 86_400_000,
  deadlineMs: 120_000,
  queueMaxLength: 1_000_000,
  sessionMaxLength: 20,
};

/** A pair of ends to be measured. */
type Side = {name: string; worker: string; open(url: string): Promise<Ends>};
type Ends = {ask(): Promise<unknown>; close(): Promise<unknown>};
type Round = {p50Ms: number; p99Ms: number; perSecond: number};

export async function benchRoundTrip(): Promise<Row[]> {
  const redis = await startRedis();
  const results: {ours: Round; theirs: Round}[] = [];
  for (let round = 0; round < rounds; round++) {
    const theirs = await measure(bullmq, redis);
    results.push({theirs, ours: await measure(plaintalk, redis)});
  }
  await redis.stop();
  return rows(results);
}

async function measure(side: Side, redis: Awaited<ReturnType<typeof startRedis>>): Promise<Round> {
  const {part} = await startPart(side.name, source(side.worker), redis.env, 'worker.ready');
  const ends = await side.open(redis.url);
  await repeat(ends, inFlight, warmUpMs);
  const {latencies} = await repeat(ends, 1, roundMs);
  const {perSecond} = await repeat(ends, inFlight, roundMs);
  await ends.close();
  part.kill();
  await part.ended;
  await redis.client.flushDb();
  return {p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), perSecond};
}

/** Asks again and again, `lanes` at once. */
async function repeat({ask}: Ends, lanes: number, forMs: number) {
  const latencies: number[] = [];
  const begin = performance.now();
  const lane = async () => {
    while (performance.now() - begin < forMs) {
      const askedAt = performance.now();
      const reply = await ask();
      if (reply !== `echo: ${text}`) throw new Error(`Not the reply: ${String(reply)}`);
      latencies.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({length: lanes}, lane));
  return {latencies, perSecond: (latencies.length / (performance.now() - begin)) * 1000};
}

const plaintalk: Side = {
  name: 'plaintalk',
  worker: 'scripts/lab/bench/instant-worker.ts',
  async open(url) {
    const log = createLog({level: 'silent', component: 'bench'});
    const commands = new Redis({url, name: 'bench', log}).start();
    const blocking = new Redis({url, name: 'bench-wake', log}).start();
    const watcher = new Watcher({blocking, commands, log}).start();
    await Promise.all([commands, blocking].map(redis => redis.reached(Number.POSITIVE_INFINITY)));
    return {
      async ask() {
        const id = newId();
        const waiter = watcher.open(id, 'end');
        await enqueue(commands, limits, {id, channel: 'widget', session: newId(), text, clinic: 'demo'});
        let last: StreamEntry | undefined;
        while (last?.message['type'] !== 'message') last = (await waiter.next(last?.id ?? beginning)).at(-1);
        waiter.close();
        return last.message['text'] ?? '';
      },
      async close() {
        await watcher.stop();
        commands.stop();
      },
    };
  },
};

/** A connection that ends on the way out is no news: without a listener it would end the process. */
const ignore = () => undefined;

const bullmq: Side = {
  name: 'bullmq',
  worker: 'scripts/lab/bench/bullmq-worker.ts',
  async open(url) {
    const connection = await createClient({url}).on('error', ignore).connect();
    const queue = new Queue('bench', {connection});
    // From the beginning: by default it may miss what happens before its first read, and wait for ever.
    const events = new QueueEvents('bench', {connection, lastEventId: '0-0'});
    queue.on('error', ignore).setMaxListeners(0); // each who waits adds some
    events.on('error', ignore).setMaxListeners(0);
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    return {
      async ask() {
        const job = await queue.add('ask', {text});
        return job.waitUntilFinished(events, patienceMs);
      },
      close: async () => {
        await Promise.allSettled([queue.close(), events.close()]);
        if (connection.isOpen) connection.destroy(); // it may have closed its own
      },
    };
  },
};

function rows(results: {ours: Round; theirs: Round}[]): Row[] {
  const of = (side: 'ours' | 'theirs', figure: keyof Round) => median(results.map(one => one[side][figure]));
  const rateRatio = median(results.map(({ours, theirs}) => ours.perSecond / theirs.perSecond));
  const timeRatio = median(results.map(({ours, theirs}) => ours.p50Ms / theirs.p50Ms));
  return [
    {
      what: `round trips/s through the queue, ${inFlight} in flight, no HTTP`,
      ours: `${count(of('ours', 'perSecond'))}: **${ratio(rateRatio)}×**`,
      beside: `BullMQ: ${count(of('theirs', 'perSecond'))}`,
      target: atLeast(rateRatio, 2.5, '×'),
    },
    {
      what: 'the same, one at a time, p50 / p99 ms',
      ours: `${ms(of('ours', 'p50Ms'))} / ${ms(of('ours', 'p99Ms'))}: **${ratio(timeRatio)}×**`,
      beside: `BullMQ: ${ms(of('theirs', 'p50Ms'))} / ${ms(of('theirs', 'p99Ms'))}`,
      target: atMost(timeRatio, 0.6, '×'),
    },
  ];
}

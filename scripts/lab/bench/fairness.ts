/**
 * How long somebody waits for a reply while thousands wait on another channel, beside the same with nobody else
 * there. One worker of 64 places, whose agent thinks for 0.4 s: a flood of 5,000 keeps it busy for half a minute.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {beginning} from '../../../core/events/cursor.ts';
import {Watcher} from '../../../core/events/watch.ts';
import {newId} from '../../../core/ids.ts';
import type {Channel} from '../../../core/keys.ts';
import {createLog} from '../../../core/log.ts';
import {enqueue} from '../../../core/queue/enqueue.ts';
import {Redis} from '../../../core/redis/connection.ts';
import {atMost, count, ms, percentile, type Row, ratio} from './figures.ts';
import {source, startPart, startRedis} from './parts.ts';

const flood = 5000;
const visitors = 100;
const everyMs = 100;
const limits = {resultTtlMs: 86_400_000, deadlineMs: 120_000, queueMaxLength: 100_000, sessionMaxLength: 20};

export async function benchFairness(): Promise<Row[]> {
  return [await compare('widget', 'whatsapp'), await compare('whatsapp', 'widget')];
}

async function compare(channel: Channel, flooded: Channel): Promise<Row> {
  const redis = await startRedis();
  const {part} = await startPart(
    'worker',
    source('scripts/lab/bench/thinking-worker.ts'),
    redis.env,
    'worker.ready',
  );
  const log = createLog({level: 'silent', component: 'bench'});
  const commands = new Redis({url: redis.url, name: 'bench', log}).start();
  const blocking = new Redis({url: redis.url, name: 'bench-wake', log}).start();
  const watcher = new Watcher({blocking, commands, log}).start();
  await Promise.all([commands, blocking].map(redis => redis.reached(Number.POSITIVE_INFINITY)));

  const send = (on: Channel) => {
    const id = newId();
    const sent = enqueue(commands, limits, {
      id,
      channel: on,
      session: newId(),
      text: 'Hello',
      clinic: 'demo',
    });
    return {id, sent};
  };
  const ask = async (): Promise<number> => {
    const begin = performance.now();
    const {id, sent} = send(channel);
    const waiter = watcher.open(id, 'end');
    await sent;
    await waiter.next(beginning);
    waiter.close();
    return performance.now() - begin;
  };
  const askAll = async (): Promise<number> => {
    const replies: Promise<number>[] = [];
    for (let i = 0; i < visitors; i++) {
      replies.push(ask());
      await sleep(everyMs);
    }
    return percentile(await Promise.all(replies), 0.95);
  };
  const idle = await askAll();
  for (let i = 0; i < flood; i += 250) await Promise.all(Array.from({length: 250}, () => send(flooded).sent));
  const busy = await askAll();
  const left = await redis.client.zCard('messages:open');
  if (left === 0) throw new Error('The flood was over before the visitors were');
  await watcher.stop();
  commands.stop();
  part.kill();
  await part.ended;
  await redis.stop();
  return {
    what: `${channel}: send to reply, p95 ms, with ${count(flood)} queued on ${flooded}`,
    ours: `${ms(busy)}: **${ratio(busy / idle)}×**`,
    beside: `nobody else there: ${ms(idle)}`,
    target: atMost(busy / idle, 2, '×'),
  };
}

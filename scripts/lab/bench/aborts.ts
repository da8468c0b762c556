/** Clients that hang up while they wait: what is left of their polls in the web process a second later. */
import {setTimeout as sleep} from 'node:timers/promises';
import {count, type Row} from './figures.ts';
import {atRate, HttpConnection} from './load.ts';
import {connectRedis, probe} from './measure.ts';
import {startPart, startRedis, webCommand} from './parts.ts';
import {prepare} from './prepare.ts';

const polls = 10_000;
/** More than the process can accept would wait in the kernel, hung up but not yet seen. */
const perSecond = 1000;
const longestMs = 1500;
const messages = 500;
/** Noise of a heap of some megabytes, per poll: one waiter takes kilobytes. */
const noiseBytes = 50;

export async function benchAborts(): Promise<Row[]> {
  const redis = await startRedis();
  const web = await startPart('web', webCommand, redis.env, 'web.listening');
  const worker = await connectRedis(redis.url);
  const prepared = await prepare(worker, messages);
  const pollAndHangUp = (total: number) =>
    atRate(perSecond, (total / perSecond) * 1000, async () => {
      const {turn, cursor} = prepared[Math.floor(Math.random() * messages)] ?? {};
      const connection = await HttpConnection.open(web.url);
      setTimeout(() => connection.close(), Math.random() * longestMs);
      const path = `/apps/voice-api/widget-poll/${turn?.message}?wait=25&after=${cursor}`;
      await connection.ask({method: 'GET', path}).catch(() => undefined); // hung up
    });
  await pollAndHangUp(polls / 2); // the first ones warm up
  await sleep(3000); // the kernel, too, is done with them
  const before = await probe(web);
  await pollAndHangUp(polls);
  await sleep(1000);
  const after = await probe(web);

  worker.stop();
  web.part.kill();
  await redis.stop();
  const bytes = (after.heapUsed - before.heapUsed) / polls;
  const timers = after.timers - before.timers;
  return [
    {
      what: `${count(polls)} polls hung up at random: timers, bytes of heap a poll 1 s later`,
      ours: `${timers}, ${bytes.toFixed(0)}`,
      target: {promise: 'nothing left', holds: timers <= 0 && bytes <= noiseBytes},
    },
  ];
}

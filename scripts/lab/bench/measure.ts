/** Looking at the processes of a measurement from outside. */
import {createLog} from '../../../core/log.ts';
import {Redis} from '../../../core/redis/connection.ts';
import type {StartedPart, StartedRedis} from './parts.ts';

/** Our own client, connected, with patience for a machine that is under load. */
export async function connectRedis(url: string, name = 'bench'): Promise<Redis> {
  const log = createLog({level: 'silent', component: 'bench'});
  const redis = new Redis({url, name, log, deadlineMs: 10_000}).start();
  await redis.reached(Number.POSITIVE_INFINITY);
  return redis;
}

/** What `probe.js` in the process has to say, after it has collected its garbage. */
export async function probe({part, said}: StartedPart) {
  const answer = said('probe.measured');
  part.signal('SIGUSR2');
  const line = await answer;
  const figure = (name: string) => Number(line[name]);
  return {
    rss: figure('rss'),
    heapUsed: figure('heapUsed'),
    cpuMs: figure('cpuMs'),
    timers: figure('timers'),
  };
}

/** Of all threads of Redis, since its start. */
export async function redisCpuMs({client}: StartedRedis): Promise<number> {
  const info = await client.info('cpu');
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]);
  return (seconds('used_cpu_sys') + seconds('used_cpu_user')) * 1000;
}

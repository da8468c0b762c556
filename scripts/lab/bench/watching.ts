/**
 * What it costs a send that it is counted, and that Prometheus, a dashboard and a load balancer look: processor time of
 * the web process for each, beside the same process with nothing that counts, and nobody looking.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {atMost, median, percentile, type Row} from './figures.ts';
import {loadAtRate} from './load.ts';
import {node, type StartedPart, startPart, startRedis} from './parts.ts';

const rounds = 15;
const roundMs = 2500;
const perSecond = 400;
/** Each of these is asked for so often, in milliseconds: six times as often as Prometheus does by default. */
const lookEveryMs = 2500;
const looks = ['/metrics', '/admin/streams/health', '/readyz', '/healthz'];

const send = () =>
  ({
    method: 'POST',
    path: '/apps/voice-api/widget/send',
    body: {text: 'What are your opening hours?', clinic_id: 'demo'},
  }) as const;

export async function benchWatching(): Promise<Row[]> {
  const redis = await startRedis();
  const watched = await startPart('watched', node('dist/server/main.js'), redis.env, 'web.listening');
  const unwatched = await startPart(
    'unwatched',
    node('scripts/lab/bench/unwatched-web.js'),
    redis.env,
    'web.listening',
  );
  const shares: number[] = [];
  // In turn, and the first of each pair in turn, so that what else the machine does hits both alike.
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? [watched, unwatched] : [unwatched, watched];
    const cpu = new Map<StartedPart, number>();
    for (const web of order) {
      cpu.set(web, await cpuOf(web, web === watched));
      await redis.client.flushDb();
    }
    const [with_ = 0, without = 1] = [cpu.get(watched), cpu.get(unwatched)];
    if (round >= 0) shares.push(with_ / without - 1); // the first one warms up
  }
  for (const {part} of [watched, unwatched]) part.kill();
  await redis.stop();
  const share = Math.max(0, median(shares) * 100);
  return [
    {
      what: `processor time of a send that is counted and watched (${looks.join(', ')} each ${lookEveryMs / 1000} s), ${perSecond}/s, median of ${rounds} rounds in turn`,
      ours: `+${share.toFixed(1)} % (quarters: ${spread(shares)})`,
      beside: 'the same process with nothing that counts, and nobody looking',
      target: atMost(share, 3, ' %'),
    },
  ];
}

/** What half of the rounds lie between. */
function spread(shares: readonly number[]): string {
  return [0.25, 0.75].map(at => (percentile(shares, at) * 100).toFixed(1)).join(' to ');
}

/** In milliseconds, of a round. */
async function cpuOf({part, url}: StartedPart, isLookedAt: boolean): Promise<number> {
  const stop = new AbortController();
  const before = cpuMs(part.pid);
  const looking = isLookedAt ? look(url, stop.signal) : undefined;
  await loadAtRate(url, perSecond, roundMs, send);
  stop.abort();
  await looking;
  return cpuMs(part.pid) - before;
}

async function look(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const path of looks) await (await fetch(url + path)).arrayBuffer();
    await sleep(lookEveryMs, undefined, {signal}).catch(() => undefined);
  }
}

/** Since its start, of all its threads, to the nanosecond. */
function cpuMs(pid: number | undefined): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const times = tasks.map(task => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return times.reduce((sum, ns) => sum + Number(ns) / 1e6, 0);
}

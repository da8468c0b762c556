/**
 * What watching costs, beside what a send costs, as processor time of the web process in one run: counting what a send
 * says in the log, a span of a trace that is not recorded, and answering who looks: Prometheus, a dashboard, two probes.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {createLog} from '../../../core/log.ts';
import {Counts} from '../../../core/metrics/counts.ts';
import {beginTrace, endSpan, traceparentOf} from '../../../core/trace.ts';
import {atMost, median, type Row} from './figures.ts';
import {load, type Request} from './load.ts';
import {type StartedPart, startPart, startRedis, webCommand} from './parts.ts';

const rounds = 5;
const roundMs = 1500;
const connections = 8;
const repeats = 200_000;
/** Sends a second that the looks are divided among. */
const perSecond = 100;
/** How often each is asked for, in seconds: by Prometheus' default, by the open dashboard, by load balancers. */
const looks = {'/metrics': 15, '/admin/streams/health': 2, '/readyz': 10, '/healthz': 10};

const send: Request = {
  method: 'POST',
  path: '/apps/voice-api/widget/send',
  body: {text: 'What are your opening hours?', clinic_id: 'demo'},
};

export async function benchWatching(): Promise<Row[]> {
  const redis = await startRedis();
  const web = await startPart('web', webCommand, redis.env, 'web.listening');
  const shares: number[] = [];
  const sends: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const ofSend = await costOf(web, send);
    let ofLooks = 0;
    for (const [path, seconds] of Object.entries(looks)) {
      ofLooks += (await costOf(web, {method: 'GET', path})) / seconds / perSecond;
    }
    await redis.client.flushDb();
    if (round < 0) continue; // it warms up
    sends.push(ofSend);
    shares.push((countingUs() + tracingUs() + ofLooks) / ofSend);
  }
  web.part.kill();
  await redis.stop();
  const share = median(shares) * 100;
  const range = [Math.min(...shares), Math.max(...shares)].map(one => (one * 100).toFixed(1)).join(' to ');
  const who = Object.entries(looks).map(([path, seconds]) => `${path} each ${seconds} s`);
  return [
    {
      what: `watching, at ${perSecond} sends/s: counting, a trace that is off, ${who.join(', ')}; median of ${rounds} rounds`,
      ours: `**${share.toFixed(1)} %** (${range})`,
      beside: `processor time of a send: ${Math.round(median(sends))} µs`,
      target: atMost(share, 3, ' %'),
    },
  ];
}

/** Processor time of one request, in microseconds. */
async function costOf({part, url}: StartedPart, request: Request): Promise<number> {
  const before = cpuUs(part.pid);
  const {statuses} = await load(url, connections, roundMs, () => request);
  return (cpuUs(part.pid) - before) / Object.values(statuses).reduce((sum, count) => sum + count, 0);
}

/** Since its start, of all its threads. */
function cpuUs(pid: number | undefined): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const times = tasks.map(task => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return times.reduce((sum, ns) => sum + Number(ns) / 1000, 0);
}

/** In microseconds: the line of a send, counted though the log's level is above it. */
function countingUs(): number {
  const counts = new Counts();
  const onLine = (word: string, fields: object, bound: object) => counts.note(word, {...fields}, {...bound});
  const log = createLog({level: 'info', component: 'bench', onLine});
  const line = {request: 'r', method: 'POST', route: send.path, status: 202, code: undefined, ms: 1};
  return timed(() => log.debug(line, 'request.finished'));
}

function tracingUs(): number {
  return timed(() => {
    const span = beginTrace('send', undefined);
    traceparentOf(span);
    endSpan(span, {channel: 'widget', clinic: 'demo'});
  });
}

function timed(step: () => void): number {
  const begin = performance.now();
  for (let i = 0; i < repeats; i++) step();
  return ((performance.now() - begin) * 1000) / repeats;
}

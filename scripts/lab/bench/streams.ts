/**
 * Replies as they are spoken, 200 at once with 20 pieces a second each: over polling as the widget does it, as
 * server-sent events, and over WebSocket. Then once more, with requests cut at random.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {newId} from '../../../core/ids.ts';
import {atMost, count, latency, percentile, type Row, ratio} from './figures.ts';
import {HttpConnection} from './load.ts';
import {source, startPart, startRedis, webCommand} from './parts.ts';
import {type Cut, type Reader, type Reading, readByPoll, readBySocket, readByStream} from './readers.ts';

const streams = 200;
const cutShare = 0.2;
const cutWithinMs = 1500;

type Result = {
  /** From the agent to the reader, in ms. */
  firstMs: number[];
  /** From the event in Redis to the reader, in ms; its clock shows whole ones, so up to 1 too long. */
  addedMs: number[];
  bytes: number;
  events: number;
  requests: number;
  wrong: number;
};

type Results = {whole: Result; cut: Result};

const readers: Record<string, Reader> = {poll: readByPoll, sse: readByStream, socket: readBySocket};

export async function benchStreams(): Promise<Row[]> {
  const redis = await startRedis();
  const web = await startPart('web', webCommand, redis.env, 'web.listening');
  const worker = await startPart(
    'worker',
    source('scripts/lab/bench/streaming-worker.ts'),
    redis.env,
    'worker.ready',
  );
  const results: Record<string, Results> = {};
  for (const [name, reader] of Object.entries(readers)) {
    const whole = await measure(web.url, reader, () => undefined);
    const atRandom = () => (Math.random() < cutShare ? Math.random() * cutWithinMs : undefined);
    results[name] = {whole, cut: await measure(web.url, reader, atRandom)};
  }
  for (const {part} of [web, worker]) part.kill();
  await redis.stop();
  const {poll, sse, socket} = results;
  return poll && sse && socket ? rows(poll, sse, socket) : [];
}

async function measure(url: string, reader: Reader, cut: Cut): Promise<Result> {
  const reading = async () => {
    await sleep(Math.random() * 1000); // not all at the same moment
    const session = newId();
    const connection = await HttpConnection.open(url);
    const body = {text: 'Tell me about your clinic', session_id: session, clinic_id: 'demo'};
    const sent = await connection.ask({method: 'POST', path: '/apps/voice-api/widget/send', body});
    connection.close();
    const message: string = JSON.parse(sent.body).message_id;
    return reader({url, message, session}, cut);
  };
  return sum(await Promise.all(Array.from({length: streams}, reading)));
}

function sum(readings: readonly Reading[]): Result {
  const result: Result = {firstMs: [], addedMs: [], bytes: 0, events: 0, requests: 0, wrong: 0};
  for (const {seen, bytes, requests} of readings) {
    result.bytes += bytes;
    result.requests += requests;
    result.events += seen.length;
    const words = seen.filter(({type}) => type === 'delta');
    for (const {id, atMs} of words) result.addedMs.push(atMs - Number.parseInt(id, 10));
    const [first] = words;
    if (first) result.firstMs.push(first.atMs - Number.parseFloat(first.text));
    if (!isWhole(seen)) result.wrong += 1;
  }
  return result;
}

/** Every event once and in order, and the words together what the end repeats. */
function isWhole(seen: Reading['seen']): boolean {
  const ids = seen.map(({id}) => id);
  const rising = ids.every((id, i) => i === 0 || compare(ids[i - 1] ?? '', id) < 0);
  const words = seen.filter(({type}) => type === 'delta').map(({text}) => text);
  return rising && words.length > 1 && words.join('') === seen.at(-1)?.text;
}

function compare(a: string, b: string): number {
  const [msA = 0, sequenceA = 0] = a.split('-').map(Number);
  const [msB = 0, sequenceB = 0] = b.split('-').map(Number);
  return msA - msB || sequenceA - sequenceB;
}

function rows(poll: Results, sse: Results, socket: Results): Row[] {
  const row = (what: string, show: (result: Result) => string, of: 'whole' | 'cut' = 'whole') => ({
    what: `${streams} replies streamed at 20 pieces/s: ${what}`,
    ours: show(poll[of]),
    beside: `SSE: ${show(sse[of])}; WebSocket: ${show(socket[of])}`,
  });
  const bytes = (result: Result) => result.bytes / result.events;
  const share = bytes(poll.whole) / bytes(sse.whole);
  const wrong = [poll, sse, socket].reduce((total, {whole, cut}) => total + whole.wrong + cut.wrong, 0);
  return [
    {
      ...row('agent → first word, p50 / p99 ms', ({firstMs}) => latency(firstMs)),
      target: atMost(percentile(poll.whole.firstMs, 0.5), 50, ' ms'),
    },
    row('event in Redis → reader, p50 / p99 ms', ({addedMs}) => latency(addedMs)),
    {
      ...row('bytes an event, both ways', result => count(bytes(result))),
      target: {...atMost(share, 1.3, '× SSE'), promise: `≤ 1.3× SSE (${ratio(share)}×)`},
    },
    row('requests a reply', ({requests}) => (requests / streams).toFixed(1)),
    {
      ...row(
        `replies with a word lost or repeated, ${cutShare * 100} % of requests cut`,
        ({wrong}) => count(wrong),
        'cut',
      ),
      target: atMost(wrong, 0, ''),
    },
  ];
}

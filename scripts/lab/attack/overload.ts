/**
 * Ten times what the workers can answer: what is accepted is answered at the pace of without, and the rest is refused at
 * once. Sends come at a fixed rate, whatever their answers take, each from a session of its own.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {keys} from '../../../core/keys.ts';
import {percentile} from '../bench/figures.ts';
import {atRate, HttpConnection} from '../bench/load.ts';
import {node, source, startPart, startRedis} from '../bench/parts.ts';

/** Of the worker beside this: 64 turns at once, 400 ms each. */
const perSecond = 160;
const times = Number(process.env['TIMES'] ?? 10);
const phaseMs = Number(process.env['SECONDS'] ?? 15) * 1000;
/** Two seconds of work may wait. */
const mostWaiting = perSecond * 2;

type Answers = {accepted: number[]; refused: number[]; others: number[]; answeredPerSecond: number};

export async function attackOverload(): Promise<{lines: string[]; held: boolean}> {
  const redis = await startRedis();
  const env = {...redis.env, QUEUE_MAX_LENGTH: String(mostWaiting), LOG_LEVEL: 'info'};
  const web = await startPart('web', node('dist/server/main.js'), env, 'web.listening');
  const worker = await startPart(
    'worker',
    source('scripts/lab/bench/thinking-worker.ts'),
    env,
    'worker.ready',
  );
  const answered = async () => {
    const {ms: _, failed: __, ...counts} = await redis.client.hGetAll(keys.widgetStats);
    return Object.values(counts).reduce((sum, count) => sum + Number(count), 0);
  };
  const sendAt = async (rate: number): Promise<Answers> => {
    const answers: Answers = {accepted: [], refused: [], others: [], answeredPerSecond: 0};
    const idle: HttpConnection[] = [];
    let sent = 0;
    const step = async () => {
      const connection = idle.pop() ?? (await HttpConnection.open(web.url));
      const askedAt = performance.now();
      const body = {text: 'Are you open?', session_id: `s${rate}-${sent++}`};
      const {status} = await connection.ask({method: 'POST', path: '/apps/voice-api/widget/send', body});
      const list = status === 202 ? answers.accepted : status === 503 ? answers.refused : answers.others;
      list.push(performance.now() - askedAt);
      if (connection.isOver) connection.close();
      else idle.push(connection);
    };
    const begin = await answered();
    const begunAt = performance.now();
    await atRate(rate, phaseMs, step);
    answers.answeredPerSecond = ((await answered()) - begin) / ((performance.now() - begunAt) / 1000);
    for (const connection of idle) connection.close();
    while (Number(await redis.client.zCard(keys.open)) > 0) await sleep(50);
    return answers;
  };
  await sendAt(perSecond / 4); // warm
  const alone = await sendAt(perSecond);
  const over = await sendAt(perSecond * times);
  for (const {part} of [worker, web]) {
    part.kill();
    await part.ended;
  }
  await redis.stop();

  const goodput = over.answeredPerSecond / alone.answeredPerSecond;
  const refusedMs = percentile(over.refused, 0.99);
  return {
    lines: [
      `${perSecond} sends/s: ${alone.answeredPerSecond.toFixed(0)} answered/s, ${alone.refused.length} refused`,
      `${perSecond * times} sends/s: ${over.answeredPerSecond.toFixed(0)} answered/s (goodput ${(goodput * 100).toFixed(0)} %), ${over.refused.length} refused in p50 ${percentile(over.refused, 0.5).toFixed(1)} and p99 ${refusedMs.toFixed(1)} ms, ${over.others.length} other answers`,
    ],
    held: goodput >= 0.9 && refusedMs <= 50 && over.others.length === 0,
  };
}

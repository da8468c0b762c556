/** Sends: beside a bare `node:http` that does the same one script and nothing else. */
import {atLeast, atMost, count, latency, median, percentile, type Row, ratio} from './figures.ts';
import {load, loadAtRate} from './load.ts';
import {source, startPart, startRedis, webCommand} from './parts.ts';

const rounds = 5;
const roundMs = 2000;
const connections = 64;
const fixedRate = 500;
const fixedMs = 5000;
const send = () =>
  ({
    method: 'POST',
    path: '/apps/voice-api/widget/send',
    body: {text: 'What are your opening hours?', clinic_id: 'demo'},
  }) as const;

export async function benchSend(): Promise<Row[]> {
  const redis = await startRedis();
  const web = await startPart('web', webCommand, redis.env, 'web.listening');
  const bare = await startPart(
    'bare',
    source('scripts/lab/bench/bare-server.ts'),
    redis.env,
    'bare.listening',
  );
  const shot = async (url: string) => {
    const result = await load(url, connections, roundMs, send);
    const others = Object.keys(result.statuses).filter(status => status !== '202');
    if (others.length > 0) throw new Error(`Sends were answered with ${others.join(', ')}`);
    await redis.client.flushDb();
    return result.perSecond;
  };
  const rates: {web: number; bare: number}[] = [];
  // In turn, so that what else the machine does hits both alike.
  for (let round = -1; round < rounds; round++) {
    const pair = {bare: await shot(bare.url), web: await shot(web.url)};
    if (round >= 0) rates.push(pair); // the first one warms up
  }
  const steady = {
    bare: await loadAtRate(bare.url, fixedRate, fixedMs, send),
    web: await loadAtRate(web.url, fixedRate, fixedMs, send),
  };
  for (const {part} of [web, bare]) part.kill();
  await redis.stop();
  return rows(rates, steady);
}

function rows(rates: {web: number; bare: number}[], steady: {web: number[]; bare: number[]}): Row[] {
  const ratios = rates.map(({web, bare}) => web / bare);
  const share = median(ratios);
  const spread = `${ratio(Math.min(...ratios))} to ${ratio(Math.max(...ratios))}`;
  return [
    {
      what: `sends/s, ${connections} connections, median of ${rounds} rounds in turn`,
      ours: `${count(median(rates.map(({web}) => web)))}: **${ratio(share)}×** (${spread})`,
      beside: `bare \`node:http\` with the same script: ${count(median(rates.map(({bare}) => bare)))}`,
      target: atLeast(share, 0.75, '×'),
    },
    {
      what: `send at ${fixedRate}/s, p50 / p99 ms`,
      ours: latency(steady.web),
      beside: `bare: ${latency(steady.bare)}`,
      target: atMost(percentile(steady.web, 0.99), 10, ' ms'),
    },
  ];
}

/**
 * What others notice of one hostile client: their sends and replies before and while it attacks, each from an address of
 * its own, and what the process takes meanwhile.
 */
import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {Client} from 'undici';
import {percentile} from '../bench/figures.ts';
import {node, source, startPart, startRedis} from '../bench/parts.ts';
import {lagProbe, readLag, tellLag} from './lag.ts';

/** So many that the hundredth part of what they send is no single moment. */
const visitors = 180;
/** Each asks so often: below the rate of a session. */
const everyMs = 7000;
const phaseMs = Number(process.env['SECONDS'] ?? 60) * 1000;

/** `firstMs`: sends of the first second, when a flood is not yet known for one. */
type Seen = {sendMs: number[]; replyMs: number[]; wrong: number[]; firstMs: number[]; since: number};

/** Sends and polls until the time is up. */
async function visit(url: string, i: number, seen: Seen, until: number): Promise<void> {
  const client = new Client(url, {localAddress: `127.0.1.${i + 1}`});
  await sleep(Math.random() * everyMs);
  while (performance.now() < until) {
    const begin = performance.now();
    const text = 'What are your opening hours?';
    const sent = await client.request({
      method: 'POST',
      path: '/apps/voice-api/widget/send',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({text, session_id: `visitor-${i}`}),
    });
    const body = (await sent.body.json()) as {poll_url?: string};
    if (sent.statusCode !== 202) seen.wrong.push(sent.statusCode);
    else {
      seen.sendMs.push(performance.now() - begin);
      if (begin < seen.since + 1000) seen.firstMs.push(performance.now() - begin);
      const polled = await client.request({method: 'GET', path: `${body.poll_url}?wait=25`});
      await polled.body.dump();
      if (polled.statusCode !== 200) seen.wrong.push(polled.statusCode);
      seen.replyMs.push(performance.now() - begin);
    }
    await sleep(Math.max(0, everyMs - (performance.now() - begin)));
  }
  await client.destroy();
}

async function watch(url: string): Promise<Seen> {
  const since = performance.now();
  const seen: Seen = {sendMs: [], replyMs: [], firstMs: [], wrong: [], since};
  const until = since + phaseMs;
  await Promise.all(Array.from({length: visitors}, (_, i) => visit(url, i, seen, until)));
  return seen;
}

function rssMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export async function attackHostile(): Promise<{lines: string[]; held: boolean}> {
  const redis = await startRedis();
  const {RATE_SESSION_PER_MINUTE: _, RATE_ADDRESS_PER_MINUTE: __, ...rest} = redis.env;
  const env = {
    ...rest,
    QUEUE_MAX_LENGTH: '10000',
    LOG_LEVEL: 'warn',
    TWILIO_ACCOUNT_SID: 'AC0',
    TWILIO_AUTH_TOKEN: 'token-of-the-attack',
    PUBLIC_URL: 'https://chat.example',
  };
  const web = await startPart(
    'web',
    node(...lagProbe, 'dist/server/main.js'),
    {...env, LOG_LEVEL: 'info'},
    'web.listening',
  );
  const worker = await startPart(
    'worker',
    node('dist/worker/main.js'),
    {...env, LOG_LEVEL: 'info'},
    'worker.ready',
  );
  await watch(web.url); // warm
  const before = await watch(web.url);
  await readLag(web); // until now
  let most = 0;
  const weigh = setInterval(() => {
    most = Math.max(most, rssMb(web.part.pid ?? 0));
  }, 100);
  const hostile = await startPart(
    'hostile',
    [...source('scripts/lab/attack/hostile-client.ts'), web.url],
    {},
    'hostile.started',
  );
  const during = await watch(web.url);
  clearInterval(weigh);
  const lag = await readLag(web);
  for (const {part} of [hostile, worker, web]) {
    part.kill();
    await part.ended;
  }
  await redis.stop();

  const ratio = (of: 'sendMs' | 'replyMs') => percentile(during[of], 0.99) / percentile(before[of], 0.99);
  const show = (of: 'sendMs' | 'replyMs', what: string) => {
    const [quiet, loud] = [before[of], during[of]].map(ms =>
      [0.5, 0.99].map(share => percentile(ms, share).toFixed(1)),
    );
    return `${what}: p50 ${quiet?.[0]} and p99 ${quiet?.[1]} ms alone, p50 ${loud?.[0]} and p99 ${loud?.[1]} ms under attack (p99 × ${ratio(of).toFixed(2)})`;
  };
  const failed = during.wrong.filter(status => status >= 500);
  const lines = [
    show('sendMs', `${during.sendMs.length} sends of others`),
    show('replyMs', 'their replies'),
    `in its first second: p50 ${percentile(during.firstMs, 0.5).toFixed(1)}, at most ${Math.max(...during.firstMs).toFixed(1)} ms (${during.firstMs.length} sends)`,
    `${failed.length} × 5xx for others, ${during.wrong.length - failed.length} other refusals; web process at most ${Math.round(most)} MB; ${tellLag(lag)}`,
  ];
  return {
    lines,
    held: failed.length === 0 && most <= 256 && ratio('sendMs') <= 1.5 && ratio('replyMs') <= 1.5,
  };
}

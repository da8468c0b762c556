/** Replies through a fake Evolution while senders kill themselves around the calls: what is lost, doubled, disordered. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {keys} from '../../../core/keys.ts';
import {createLog} from '../../../core/log.ts';
import {readOutbox} from '../../../core/outbox/read-outbox.ts';
import {enqueue} from '../../../core/queue/enqueue.ts';
import {Redis} from '../../../core/redis/connection.ts';
import {Part} from '../../part.js';
import {FakeEvolution} from '../fakes/evolution.ts';
import type {SentMessage} from '../fakes/evolution-records.ts';
import type {Fault} from '../fakes/evolution-replies.ts';
import {print} from './print.ts';
import {Member, System, thisBuild} from './system.ts';

export type OutboxOptions = {
  letters: number;
  /** 0 without faults. */
  crashes: number;
  /** Do they send again without looking? */
  blind?: boolean;
  /** How long a second of the provider's lasts: each twelfth send hangs for 30 to 70 of them, and goes out after all. */
  hangSecondMs?: number;
};

export type OutboxOutcome = {
  crashes: Record<string, number>;
  sent: number;
  lost: number;
  extra: number;
  /** Chats whose first sends are not in the order of their letters. */
  disordered: number;
  resent: number;
  left: number;
  ms: number;
};

const chats = 100;
/** Of the provider's seconds: for so long a send may be under way that nobody heard the end of. */
const patienceSeconds = 75;

export async function crashSenders({long}: {long: boolean}): Promise<boolean> {
  const letters = long ? 1000 : 200;
  print(
    '| run | letters | crashes | lost | extra | chats out of order | sent again after a look | left | seconds |',
  );
  print('|---|---|---|---|---|---|---|---|---|');
  const calm = await runOutbox({letters, crashes: 0});
  printOutcome(letters, calm, 'no faults');
  const struck = await runOutbox({letters, crashes: letters / 10});
  printOutcome(letters, struck, 'crashes');
  const hanging = await runOutbox({letters, crashes: letters / 10, hangSecondMs: long ? 1000 : 20});
  printOutcome(letters, hanging, 'crashes, and sends that hang 30 to 70 s');
  const blind = await runOutbox({letters, crashes: letters / 10, blind: true});
  printOutcome(letters, blind, 'senders that do not look');
  print(
    `Crashes by point: ${JSON.stringify(struck.crashes)}; with sends that hang: ${JSON.stringify(hanging.crashes)}`,
  );
  const most = Math.max(1, letters * 0.005);
  return (
    [calm, struck, hanging].every(({lost, disordered, left}) => lost + disordered + left === 0) &&
    calm.extra + hanging.extra === 0 &&
    struck.extra <= most &&
    blind.extra > struck.extra &&
    sum(struck.crashes) === letters / 10
  );
}

export async function runOutbox({
  letters,
  crashes,
  blind = false,
  hangSecondMs = 0,
}: OutboxOptions): Promise<OutboxOutcome> {
  const evolution = await FakeEvolution.start({sendMs: 5, secondMs: hangSecondMs || 1});
  if (hangSecondMs > 0) evolution.nextFault = hangOf;
  const system = await System.start({webs: 0, workers: 0});
  const redis = new Redis({
    url: system.redisUrl,
    name: 'chaos',
    log: createLog({level: 'silent', component: 'chaos'}),
  }).start();
  const path = join(system.dir, 'crashes');
  const words = new Map<string, number>();
  const env = {
    PATH: process.env['PATH'],
    REDIS_URL: system.redisUrl,
    EVOLUTION_URL: evolution.url,
    EVOLUTION_API_KEY: 'test-key',
    CRASHES: path,
    // A point is not always reached: another one may have killed the sender before.
    CRASH_EVERY: crashes === 0 ? '0' : String(Math.floor((letters / crashes) * 0.7)),
    MOST_CRASHES: String(crashes),
    BLIND: blind ? '1' : '',
    ...(hangSecondMs > 0 && {LONGEST_MS: String(patienceSeconds * hangSecondMs)}),
    CLAIM_IDLE_MS: '400',
    HEARTBEAT_MS: '100',
  };
  try {
    await redis.reached(Number.POSITIVE_INFINITY);
    const begin = performance.now();
    await post(redis, letters);
    const onLine = (line: string) => count(words, line);
    const members = Array.from(
      {length: 3},
      (_, i) =>
        new Member(
          `sender.${i}`,
          thisBuild,
          () => new Part(`sender.${i}`, [process.execPath, 'scripts/lab/chaos/sender.js'], {env, onLine}),
        ),
    );
    await comeToRest(redis, evolution, letters);
    const {waiting, delayed} = await readOutbox(redis);
    const ms = performance.now() - begin;
    await Promise.all(members.map(member => member.end('SIGKILL')));
    return {
      ...judge(evolution.sent, letters),
      crashes: crashesIn(path, crashes),
      resent: words.get('delivery.resent') ?? 0,
      left: waiting + delayed,
      ms,
    };
  } finally {
    redis.stop();
    await evolution.stop();
    await system.end();
  }
}

/** Each chat's letters are all there at once. They are put there as `settle` does it, without an agent. */
async function post(redis: Redis, letters: number): Promise<void> {
  const limits = {resultTtlMs: 600_000, deadlineMs: 120_000, queueMaxLength: 100_000, sessionMaxLength: 1000};
  for (let number = 1; number <= letters; number++) {
    const session = `acct1:chat${number % chats}`;
    const id = `m${number}`;
    const target = targetOf(number % chats);
    await enqueue(redis, limits, {id, channel: 'whatsapp', session, text: 'x', clinic: 'demo', target});
    await redis.run(async client => {
      await client.hSet(keys.message(id), {status: 'done', reply: `Reply #${number}.`});
      const before = await client.rPush(keys.deliveries('whatsapp', session), id);
      if (before === 1) await client.xAdd(keys.outbox, '*', {message: id, channel: 'whatsapp', session});
    });
  }
}

/** By the number in its text, so that what is sent again hangs again. */
function hangOf(text: string): Fault | undefined {
  const number = Number(/#(\d+)/.exec(text)?.[1]);
  return number % 12 === 0 ? `hangs_${30 + ((number * 7) % 41)}` : undefined;
}

async function comeToRest(redis: Redis, evolution: FakeEvolution, letters: number): Promise<void> {
  for (const end = performance.now() + 900_000; performance.now() < end; await sleep(50)) {
    // One that was given up, after three tries that were cut, is lost: there is nothing to wait for.
    const {waiting, delayed, dead} = await readOutbox(redis);
    if (evolution.sent.length + dead >= letters && waiting + delayed === 0) return;
  }
}

function judge(sent: readonly SentMessage[], letters: number) {
  const texts = sent.map(({text}) => text);
  const known = new Set(texts);
  const expected = Array.from({length: letters}, (_, i) => `Reply #${i + 1}.`);
  let disordered = 0;
  for (let chat = 0; chat < chats; chat++) {
    const mine = sent.filter(({number}) => number === targetOf(chat)).map(({text}) => text);
    const first = [...new Set(mine)];
    const order = expected.filter((_, i) => (i + 1) % chats === chat && known.has(`Reply #${i + 1}.`));
    if (first.join() !== order.join()) disordered += 1;
  }
  const lost = expected.filter(text => !known.has(text)).length;
  return {sent: sent.length, lost, extra: texts.length - known.size, disordered};
}

function targetOf(chat: number): string {
  return `1555010${String(chat).padStart(4, '0')}@s.whatsapp.net`;
}

function crashesIn(path: string, crashes: number): Record<string, number> {
  if (crashes === 0) return {};
  const points = new Map<string, number>();
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const [point = ''] = line.split(' ');
    points.set(point, (points.get(point) ?? 0) + 1);
  }
  return Object.fromEntries(points);
}

function count(words: Map<string, number>, line: string): void {
  const word = line.startsWith('{') ? JSON.parse(line).msg : 'unreadable';
  words.set(word, (words.get(word) ?? 0) + 1);
}

function printOutcome(letters: number, outcome: OutboxOutcome, run: string): void {
  const {lost, extra, disordered, resent, left, ms, crashes} = outcome;
  const cells = [run, letters, sum(crashes), lost, extra, disordered, resent, left, (ms / 1000).toFixed(1)];
  print(`| ${cells.join(' | ')} |`);
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, one) => total + one, 0);
}

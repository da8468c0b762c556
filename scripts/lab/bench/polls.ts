/**
 * Open long-polls: how long from the worker's reply to the client's answer, and what they cost while they wait. Beside
 * it, a server with a Redis connection for each poll, at the sizes it can.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {finish} from '../../../core/queue/finish.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {atRate, load} from './load.ts';
import {connectRedis, probe, redisCpuMs} from './measure.ts';
import {
  type Command,
  node,
  type StartedPart,
  type StartedRedis,
  startPart,
  startRedis,
  webCommand,
} from './parts.ts';
import {PollCrowd} from './poll-crowd.ts';
import {type Prepared, prepare, retention} from './prepare.ts';

type Size = {polls: number; perSecond: number};
const sizes: readonly Size[] = [
  {polls: 1000, perSecond: 100},
  {polls: 5000, perSecond: 500},
  {polls: 10_000, perSecond: 1000},
];
/** Redis has 10,000 connections to give, and our own are among them. */
const mostConnections = 9000;
const warmUpMs = 2000;
const measureMs = 8000;
const bareMs = 2000;

export type Cost = {
  polls: number;
  perSecond: number;
  latenciesMs: readonly number[];
  lost: number;
  refused: number;
  /** Of a core; `redisBare`: the same replies, nobody waiting. */
  redis: number;
  redisBare: number;
  web: number;
  connections: number;
  /** Resident memory per open poll, in KB of 1024 bytes. */
  kilobytes: number;
};
export type Costs = {ours: Cost; perConnection?: Cost}[];

export async function measurePolls(): Promise<Costs> {
  const naive = node(...webCommand.slice(1, -1), '--import=tsx', 'scripts/lab/bench/connection-per-poll.ts');
  const costs: Costs = [];
  for (const size of sizes) {
    const ours = await measure(webCommand, size);
    if (size.polls > mostConnections) costs.push({ours});
    else costs.push({ours, perConnection: await measure(naive, size)});
  }
  return costs;
}

async function measure(command: Command, {polls, perSecond}: Size): Promise<Cost> {
  const redis = await startRedis();
  const web = await startPart('web', command, redis.env, 'web.listening');
  const worker = await connectRedis(redis.url);
  const messages = await prepare(worker, polls + (perSecond * (warmUpMs + measureMs + bareMs)) / 1000);
  const redisBare = await replyToNobody(redis, worker, messages, perSecond);
  await warmUp(web, messages);
  const before = await probe(web);

  const crowd = new PollCrowd(worker, web.url, messages);
  await crowd.open(polls);
  await sleep(1000);
  const open = await probe(web);
  const connections = (await redis.client.clientList()).filter(({name}) =>
    /^plaintalk-web/.test(name),
  ).length;
  const timed = await timeReplies(redis, crowd, perSecond);
  const webMs = (await probe(web)).cpuMs - open.cpuMs;

  crowd.close();
  worker.stop();
  web.part.kill();
  await redis.stop();
  return {
    polls,
    perSecond,
    ...timed,
    redisBare,
    web: webMs / timed.elapsedMs,
    connections,
    kilobytes: (open.rss - before.rss) / 1024 / polls,
  };
}

/** What Redis does for the replies alone. */
async function replyToNobody(redis: StartedRedis, worker: Redis, messages: Prepared[], perSecond: number) {
  const begun = {cpuMs: await redisCpuMs(redis), at: performance.now()};
  await atRate(perSecond, bareMs, async () => {
    const {turn} = messages.pop() ?? {};
    if (turn) await finish(worker, retention, turn, {status: 'done', text: 'To nobody'});
  });
  return ((await redisCpuMs(redis)) - begun.cpuMs) / (performance.now() - begun.at);
}

/**
 * So that what is held by polls is not mixed with what the process takes once; a few requests only, since memory that
 * a load has left behind would hide what the polls take.
 */
async function warmUp(web: StartedPart, messages: readonly Prepared[]): Promise<void> {
  const path = `/apps/voice-api/widget-poll/${messages[0]?.turn.message}?after=0`;
  await load(web.url, 4, 100, () => ({method: 'GET', path}));
}

async function timeReplies(redis: StartedRedis, crowd: PollCrowd, perSecond: number) {
  const begunAt = performance.now();
  await crowd.reply(perSecond, warmUpMs);
  crowd.latenciesMs.length = 0;
  const begun = {cpuMs: await redisCpuMs(redis), at: performance.now()};
  await crowd.reply(perSecond, measureMs);
  const redisMs = (await redisCpuMs(redis)) - begun.cpuMs;
  const now = performance.now();
  const {latenciesMs, lost, refused} = crowd;
  return {latenciesMs, lost, refused, redis: redisMs / (now - begun.at), elapsedMs: now - begunAt};
}

/**
 * What a message costs Redis, from its send to the poll that brings its reply, and what idle processes ask of it. By
 * Redis' own clock (`INFO commandstats`): scripts count with all that they call. `BESIDE=<commit>` measures that version
 * in turn with this one.
 */
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {createClient} from '@redis/client';
import {root} from '../../part.js';
import {buildCommit} from '../build-commit.ts';
import {ask} from '../chaos/visitor.ts';
import {median, type Row, ratio} from './figures.ts';
import {node, type StartedRedis, startPart, startRedis} from './parts.ts';

const rounds = 5;
const perRound = 600;
const atOnce = 20;
const idleMs = 60_000;

type Cost = {micros: number; scripts: number; commands: number; nested: number; idle: Record<string, number>};

export async function benchRedisTime(): Promise<Row[]> {
  const {BESIDE} = process.env;
  const ours = await measure(root);
  const theirs = BESIDE ? await measure(buildCommit(BESIDE)) : undefined;
  const row = (what: string, of: (cost: Cost) => number, digits = 1): Row => ({
    what,
    ours: `${of(ours).toFixed(digits)}${theirs ? `: **${ratio(of(ours) / of(theirs))}×**` : ''}`,
    ...(theirs && {beside: `${BESIDE}: ${of(theirs).toFixed(digits)}`}),
  });
  return [
    row('Redis time a message, scripts and reads, µs', cost => cost.micros),
    row('of it in scripts, µs', cost => cost.scripts),
    row('commands a message that a process sends', cost => cost.commands, 2),
    row('commands a message within scripts', cost => cost.nested, 1),
    ...['web', 'worker'].map(name => row(`commands a second, idle ${name}`, cost => cost.idle[name] ?? 0, 2)),
  ];
}

/** A web process and a worker of that build, with an agent that answers at once. */
async function measure(dir: string): Promise<Cost> {
  const redis = await startRedis();
  const agent = await startAgent();
  const {port} = agent.address() as AddressInfo;
  const env = {...redis.env, AGENT: 'http', AGENT_URL: `http://127.0.0.1:${port}/`};
  const web = await startPart('web', node(`${dir}/dist/server/main.js`), env, 'web.listening');
  const worker = await startPart('worker', node(`${dir}/dist/worker/main.js`), env, 'worker.ready');
  try {
    await answerAll(web.url, perRound); // warms up
    const counted = await countCommands(redis, () => answerAll(web.url, 200));
    const each = (count: number) => count / 200;
    const costs: {micros: number; scripts: number}[] = [];
    for (let i = 0; i < rounds; i++) costs.push(await timeRound(redis, web.url, counted.sent));
    await sleep(5000);
    const idle = await countCommands(redis, () => sleep(idleMs));
    return {
      micros: median(costs.map(({micros}) => micros)),
      scripts: median(costs.map(({scripts}) => scripts)),
      commands: each(sum(counted.sent)),
      nested: each(counted.nested),
      idle: perSecond(idle.byProcess),
    };
  } finally {
    worker.part.kill();
    web.part.kill();
    agent.close();
    await redis.stop();
  }
}

async function startAgent(): Promise<Server> {
  const reply = JSON.stringify({message: 'We are open from 9 to 5, Monday to Friday.'});
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(reply));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Each of a session of its own: sent, and followed by one long poll. */
async function answerAll(url: string, messages: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < messages) {
      const text = `What are your opening hours on day ${next++}?`;
      const sent = await ask(`${url}/apps/voice-api/widget/send`, {body: {text}});
      const poll = await ask(`${url}${sent?.body['poll_url']}?wait=25`, {ms: 30_000});
      if (poll?.body['status'] !== 'done') throw new Error('A message was not answered');
    }
  };
  await Promise.all(Array.from({length: atOnce}, lane));
}

type Counted = {sent: Map<string, number>; nested: number; byProcess: Map<string, number>};

/** The commands that Redis was sent meanwhile, and those that its scripts called. */
async function countCommands({client, url}: StartedRedis, during: () => Promise<unknown>): Promise<Counted> {
  const counted: Counted = {sent: new Map(), nested: 0, byProcess: new Map()};
  const list = String(await client.sendCommand(['CLIENT', 'LIST']));
  const names = new Map(
    [...list.matchAll(/ addr=(\S+) .*? name=plaintalk-(\w+)/g)].map(([, a, n]) => [a, n]),
  );
  const monitor = createClient({url});
  monitor.on('error', () => undefined); // its end
  await monitor.connect();
  await monitor.monitor(line => {
    const [, from = '', command = ''] = /^\S+ \[\d+ (\S+?)\] "(\w+)"/.exec(String(line)) ?? [];
    if (from.startsWith('lua')) counted.nested += 1;
    else if (names.has(from)) {
      add(counted.sent, command.toLowerCase());
      add(counted.byProcess, names.get(from) ?? '');
    }
  });
  await during();
  await sleep(300); // what is under way
  monitor.destroy();
  return counted;
}

/** Microseconds a message: of each command the mean time, as often as a message sends it. */
async function timeRound({client}: StartedRedis, url: string, sent: ReadonlyMap<string, number>) {
  await client.sendCommand(['CONFIG', 'RESETSTAT']);
  await answerAll(url, perRound);
  const stats = await client.info('commandstats');
  let micros = 0;
  let scripts = 0;
  for (const [, name = '', calls, usec] of stats.matchAll(/cmdstat_(\w+).*?:calls=(\d+),usec=(\d+)/g)) {
    if (name === 'evalsha' || name === 'eval') scripts += Number(usec) / perRound;
    else micros += (Number(usec) / Number(calls)) * ((sent.get(name) ?? 0) / 200);
  }
  return {micros: micros + scripts, scripts};
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

/** Connections are named after their process: `web`, `web-wake`, `worker`, `worker-read`. */
function perSecond(byConnection: ReadonlyMap<string, number>): Record<string, number> {
  const rates: Record<string, number> = {};
  for (const [name, count] of byConnection) {
    const process = name.startsWith('web') ? 'web' : 'worker';
    rates[process] = (rates[process] ?? 0) + count / (idleMs / 1000);
  }
  return rates;
}

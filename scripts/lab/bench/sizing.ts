/**
 * How much memory Redis needs, as a formula: what a conversation, a message and a character of it cost while they are
 * kept, and what a message costs more in its first minutes, while its result stream is there. Read off a Redis that whole
 * processes have filled, with words sealed as in production.
 */
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {z} from 'zod';
import {ask} from '../chaos/visitor.ts';
import {count, type Row, ratio} from './figures.ts';
import {node, type StartedRedis, startPart, startRedis} from './parts.ts';

const messages = 1200;
const perConversation = 4;
const atOnce = 20;
const short = 40;
const long = 1040;
const dataKeys = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

const Sent = z.object({session_id: z.string(), poll_url: z.string(), token: z.string().optional()});

type Load = {conversations: number; turns: number; characters: number};
type Memory = {kept: number; fresh: number};

export async function benchSizing(): Promise<Row[]> {
  const single = {conversations: messages, turns: 1, characters: short};
  const talks = {conversations: messages / perConversation, turns: perConversation, characters: short};
  const [alone, together, wordy] = [
    await fill(single),
    await fill(talks),
    await fill({...single, characters: long}),
  ];
  const conversation = (alone.kept - together.kept) / (single.conversations - talks.conversations);
  const character = (wordy.kept - alone.kept) / messages / (long - short);
  const message = alone.kept / messages - conversation - character * short;
  const fresh = (wordy.fresh - wordy.kept) / messages;
  const mixed = {conversations: 400, turns: 3, characters: 540};
  const told = mixed.conversations * (conversation + mixed.turns * (message + mixed.characters * character));
  const bytes = (what: string, value: number): Row => ({what: `Redis, bytes ${what}`, ours: count(value)});
  return [
    bytes('a conversation, kept', conversation),
    bytes('a message and its reply, kept, without the words of the reply', message),
    bytes('a hundred characters of a reply, kept', character * 100),
    bytes(`a message in its first 10 minutes, more (a reply of ${long} characters)`, fresh),
    bytes('empty, with a web process and a worker', alone.base),
    {
      what: 'Redis, memory by these figures, of that which another load took (400 conversations of 3 messages)',
      ours: `${ratio(told / (await fill(mixed)).kept)}×`,
    },
  ];
}

/** Bytes over those of the empty store: while result streams are there, and without them. */
async function fill({conversations, turns, characters}: Load): Promise<Memory & {base: number}> {
  const redis = await startRedis();
  const agent = await startAgent('a'.repeat(characters));
  const {port} = agent.address() as AddressInfo;
  const env = {...redis.env, DATA_KEYS: dataKeys, AGENT: 'http', AGENT_URL: `http://127.0.0.1:${port}/`};
  const web = await startPart('web', node('dist/server/main.js'), env, 'web.listening');
  const worker = await startPart('worker', node('dist/worker/main.js'), env, 'worker.ready');
  try {
    const base = await usedBy(redis);
    let next = 0;
    const lane = async () => {
      while (next++ < conversations) await converse(web.url, turns);
    };
    await Promise.all(Array.from({length: atOnce}, lane));
    const fresh = (await usedBy(redis)) - base;
    for await (const keys of redis.client.scanIterator({MATCH: 'message:*:events', COUNT: 1000})) {
      if (keys.length > 0) await redis.client.del(keys);
    }
    return {base, fresh, kept: (await usedBy(redis)) - base};
  } finally {
    worker.part.kill();
    web.part.kill();
    agent.close();
    await redis.stop();
  }
}

async function converse(url: string, turns: number): Promise<void> {
  let session: Partial<z.infer<typeof Sent>> = {};
  for (let turn = 0; turn < turns; turn++) {
    const {token, session_id} = session;
    const sent = await fetch(`${url}/apps/voice-api/widget/send`, {
      method: 'POST',
      headers: {'content-type': 'application/json', ...(token && {authorization: `Bearer ${token}`})},
      body: JSON.stringify({text: 'What are your opening hours on Thursday?', session_id}),
      signal: AbortSignal.timeout(10_000),
    });
    session = Sent.parse(await sent.json());
    const poll = await ask(`${url}${session.poll_url}?wait=25`, {ms: 30_000});
    if (poll?.body['status'] !== 'done') throw new Error(`a message came to ${poll?.body['status']}`);
  }
}

async function usedBy({client}: StartedRedis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
}

async function startAgent(message: string): Promise<Server> {
  const server = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify({message})));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

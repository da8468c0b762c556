/**
 * Bodies of full size and any shape, to whatever reads one: what each costs the process beside plain words of the same
 * length in the same place, and for how long it holds it.
 */
import {once} from 'node:events';
import {Client} from 'undici';
import {WebSocket} from 'ws';
import {z} from 'zod';
import {median} from '../bench/figures.ts';
import {node, type StartedPart, startPart, startRedis} from '../bench/parts.ts';
import {type Place, placesOf, type Shape, shapes} from './body-shapes.ts';
import {lagProbe, readLag} from './lag.ts';

/** Requests of a kind, one after the other; the median of so many rounds, in turn with those of plain words. */
const inRound = 8;
const rounds = 3;
const mostRatio = 5;
const mostMs = 50;

const adminToken = 'admin-token-of-the-attack-on-bodies';
const settings = {
  ADMIN_TOKEN: adminToken,
  PUBLIC_URL: 'https://chat.example',
  TELEGRAM_BOT_TOKEN: '1:x',
  TELEGRAM_WEBHOOK_SECRET: 'telegram-secret-of-the-attack',
  TWILIO_ACCOUNT_SID: 'AC0',
  TWILIO_AUTH_TOKEN: 'token-of-the-attack',
  TWILIO_FROM: '+15550100100',
  EVOLUTION_URL: 'http://127.0.0.1:1',
  EVOLUTION_API_KEY: 'key',
  EVOLUTION_WEBHOOK_SECRET: 'evolution-secret-of-the-attack',
  EVOLUTION_INSTANCES: 'willow=demo',
};

/** `begin`: before each round. */
type Sender = {begin(): Promise<void>; send(body: string): Promise<void>};
type Measured = {name: string; isProven: boolean; ms: number; ratio: number; heldMs: number};

export async function attackBodies(): Promise<{lines: string[]; held: boolean}> {
  const redis = await startRedis();
  const env = {...redis.env, ...settings, LOG_LEVEL: 'info'};
  const web = await startPart('web', node(...lagProbe, 'dist/server/main.js'), env, 'web.listening');
  const client = new Client(web.url, {pipelining: 1});
  const session = await openSession(client);
  const measured: Measured[] = [];
  for (const place of placesOf({...settings, ADMIN_TOKEN: adminToken, session: session.token})) {
    const sender = place.path === 'ws' ? socketSender(web.url, session) : requestSender(client, place);
    for (const shape of shapes[place.format]) measured.push(await measure(web, place, shape, sender));
  }
  await client.destroy();
  web.part.kill();
  await web.part.ended;
  await redis.stop();
  const worst = measured.filter(({isProven}) => !isProven).sort((a, b) => b.ratio - a.ratio);
  const longest = Math.max(...worst.map(({heldMs}) => heldMs));
  const proven = measured.filter(({isProven}) => isProven).sort((a, b) => b.ms - a.ms)[0];
  const lines = [
    `${worst.length} kinds of body by anybody: at most ${worst[0]?.ratio.toFixed(1)} times plain words of the same length (aim: ${mostRatio}); event loop held by one at most ${longest.toFixed(1)} ms (aim: ${mostMs})`,
    `of who proves to be a provider, whose bodies may have 1 MB: at most ${proven?.ms.toFixed(0)} ms (${proven?.name})`,
    ...worst
      .slice(0, 8)
      .map(
        ({name, ms, ratio, heldMs}) => `${ratio.toFixed(1)} × ${name}: ${ms.toFixed(2)} ms, held ${heldMs}`,
      ),
  ];
  return {lines, held: (worst[0]?.ratio ?? 0) <= mostRatio && longest <= mostMs};
}

async function measure(web: StartedPart, place: Place, shape: Shape, sender: Sender): Promise<Measured> {
  const [words, odd] = [shapes[place.format][0], shape].map(one =>
    place.around(one?.make(place.bytes) ?? ''),
  );
  const ratios: number[] = [];
  const costs: number[] = [];
  let heldMs = 0;
  for (let round = 0; round <= rounds; round++) {
    const plain = await costOf(web, words ?? '', sender);
    const cost = await costOf(web, odd ?? '', sender);
    if (round === 0) continue; // warm
    ratios.push(cost.ms / plain.ms);
    costs.push(cost.ms);
    heldMs = Math.max(heldMs, cost.heldMs);
  }
  const isProven = place.bytes > 100_000;
  return {name: `${place.name}, ${shape.name}`, isProven, ms: median(costs), ratio: median(ratios), heldMs};
}

/** What the process worked for each, and the longest that its event loop was held by its own work, in milliseconds. */
async function costOf(web: StartedPart, body: string, sender: Sender): Promise<{ms: number; heldMs: number}> {
  await sender.begin();
  await readLag(web);
  for (let i = 0; i < inRound; i++) await sender.send(body);
  const {cpuMs, own} = await readLag(web);
  return {ms: cpuMs / inRound, heldMs: own.max};
}

function requestSender(client: Client, {path, headers}: Place): Sender {
  return {
    begin: async () => undefined,
    async send(body) {
      const answer = await client.request({method: 'POST', path, headers, body});
      await answer.body.dump();
    },
  };
}

/** Each frame is answered with another: an ack, or why not. A socket may say so much only: each round has one of its own. */
function socketSender(url: string, {id, token}: {id: string; token: string}): Sender {
  let socket: WebSocket | undefined;
  return {
    async begin() {
      socket?.terminate();
      socket = new WebSocket(`${url.replace('http', 'ws')}/ws/widget/${id}`, [`plaintalk.${token}`]);
      await once(socket, 'open');
    },
    async send(body) {
      if (!socket) return;
      socket.send(body);
      await once(socket, 'message');
    },
  };
}

async function openSession(client: Client): Promise<{id: string; token: string}> {
  const answer = await client.request({method: 'POST', path: '/apps/voice-api/widget/session'});
  const {session_id: id, token} = z
    .object({session_id: z.string(), token: z.string()})
    .parse(await answer.body.json());
  return {id, token};
}

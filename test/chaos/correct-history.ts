/**
 * A small model of a system that keeps its promises, and the history of a run on it: lost requests and answers,
 * resends, refusals, conflicts, sends that arrive after their client gave up, attempts that die, polls that fail,
 * result streams that expire. The same seed gives the same history.
 */
import {type Answer, type Event, type Line, replyTo} from '../../scripts/lab/chaos/history.ts';
import {createRandom, type Random} from '../../scripts/lab/chaos/random.ts';

export type Size = {sessions: number; sends: number};

type Accepted = {id: string; text: string; atMs: number; told?: {client: string; atMs: number}};
type Happened = {atMs: number; event: Event};
type World = {random: Random; lines: Line[]; newId(): string};

/** When the clock of the clients showed 0, that of Redis showed this. */
const redisEpochMs = 1_790_000_000_000;

export function correctHistory(seed: number, {sessions, sends}: Size = {sessions: 4, sends: 7}): Line[] {
  let ids = 0;
  const world: World = {random: createRandom(seed), lines: [], newId: () => `m${++ids}`};
  const {lines, random} = world;
  for (let i = 0; i < sessions; i++) converse(world, `s${i}`, sends);
  lines.sort((a, b) => a.atMs - b.atMs);
  const atMs = (lines.at(-1)?.atMs ?? 0) + 1;
  const empty = {stream: 0, pending: 0, open: 0, delayed: 0, dead: random.int(3), turnsKeys: 0};
  const loops = ['web.1', 'worker.1', 'worker.2'].map(process => ({
    process,
    turnedAgoMs: random.int(15_000),
  }));
  lines.push({kind: 'fault', atMs, fault: 'kill', target: 'worker.1'});
  lines.push({kind: 'count', atMs, name: 'fenced', value: 1 + random.int(5)});
  lines.push({kind: 'rest', atMs, ...empty, keysWithoutTtl: ['messages:stream', 'events:wake'], loops});
  return lines;
}

/** One client in one session: it sends one after the other, and reads meanwhile. */
function converse(world: World, session: string, sends: number): void {
  const {random, lines} = world;
  const accepted: Accepted[] = [];
  let nowMs = random.int(100);
  for (let n = 0; n < sends; n++) nowMs = send(world, session, n, nowMs, accepted);
  let freeMs = 0;
  for (const [n, message] of accepted.sort((a, b) => a.atMs - b.atMs).entries()) {
    const happened = run(world, session, message, freeMs, n === 0 ? 2 : random.pick([1, 1, 1, 2, 3]));
    freeMs = happened.at(-1)?.atMs ?? freeMs;
    const read = (client: string, fromMs: number) => poll(world, session, message, happened, client, fromMs);
    if (message.told) read(message.told.client, message.told.atMs);
    if (message.told && random.chance(0.2)) read(`${session}-again`, message.told.atMs);
    const final = answerAt(session, message, happened, freeMs);
    const answer = random.chance(0.1) ? {...final, events: final.events.slice(-1)} : final;
    lines.push({kind: 'final', atMs: 1e9, message: message.id, answer});
  }
}

type Try = 'request lost' | 'answer lost' | 'refused' | 'late' | 'accepted' | 'repeated' | 'conflict';

/** What becomes of the calls of one send. The first two sends of a session show what mutations need. */
function fate({random}: World, n: number): Try[] {
  if (n === 0) return ['accepted', 'repeated'];
  if (n === 1) return ['refused'];
  const unknown = (['request lost', 'answer lost'] as const).filter(() => random.chance(0.15));
  const known = unknown.includes('answer lost');
  const end = known ? 'accepted' : random.pick(['accepted', 'accepted', 'refused', 'late'] as const);
  if (end === 'late' || (end === 'refused' && random.chance(0.5))) return [...unknown, end];
  const more = (['repeated', 'conflict'] as const).filter(() => random.chance(0.2));
  return [...unknown, ...(end === 'refused' ? [end] : []), 'accepted', ...more];
}

/** One send, tried as its fate will have it. Returns when the client is done with it. */
function send(world: World, session: string, n: number, fromMs: number, accepted: Accepted[]): number {
  const {random, lines} = world;
  const client = `client-${session}`;
  let message: Accepted | undefined;
  let nowMs = fromMs;
  for (const [i, what] of fate(world, n).entries()) {
    const call = {kind: 'send', call: `${client}-${n}-${i}`} as const;
    const text = `${client}-${n}${what === 'conflict' ? '-other' : ''}`;
    nowMs += 1 + random.int(20);
    lines.push({
      ...call,
      atMs: nowMs,
      op: 'invoke',
      client,
      session,
      key: `key-${n}`,
      text,
      body: `of ${text}`,
    });
    if (!message && what !== 'refused' && what !== 'request lost') {
      message = {id: world.newId(), text, atMs: nowMs + (what === 'late' ? random.int(300) : 1)};
      accepted.push(message);
    }
    nowMs += 2 + random.int(20);
    if (message && (what === 'accepted' || what === 'repeated')) {
      message.told ??= {client, atMs: nowMs};
      lines.push({...call, atMs: nowMs, op: 'ok', status: 202, message: message.id, session});
    } else if (what === 'refused' || what === 'conflict') {
      lines.push({...call, atMs: nowMs, op: 'fail', status: what === 'refused' ? 503 : 422});
    } else if (random.chance(0.7)) {
      lines.push({...call, atMs: nowMs, op: 'info'}); // otherwise the client was stopped: no line, as good as unknown
    }
  }
  return nowMs;
}

/** Its turn, from acceptance to the end: all attempts but the last one die, or all three do. */
function run(
  {random, lines}: World,
  session: string,
  message: Accepted,
  freeMs: number,
  attempts: number,
): Happened[] {
  const happened: Happened[] = [];
  let nowMs = message.atMs;
  let sequence = 0;
  const emit = (event: Omit<Event, 'id'>) => {
    const ms = redisEpochMs + Math.floor(nowMs);
    sequence = happened.at(-1)?.event.id.startsWith(`${ms}-`) ? sequence + 1 : 0;
    happened.push({atMs: nowMs, event: {id: `${ms}-${sequence}`, ...event}});
  };
  const spent = attempts === 3 && random.chance(0.3);
  const pieces = replyTo(session, message.text).split(/(?<= )/);
  emit({type: 'queued'});
  nowMs = Math.max(nowMs, freeMs) + random.int(30);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const dies = attempt < attempts || spent;
    const said = dies ? pieces.slice(0, random.int(pieces.length + 1)) : pieces;
    const worker = `worker.${1 + random.int(2)}`;
    const phase = (name: 'begin' | 'end' | 'aborted') =>
      lines.push({kind: 'run', atMs: nowMs, message: message.id, session, attempt, worker, phase: name});
    emit({type: 'processing', attempt});
    if (!dies || random.chance(0.8)) phase('begin');
    for (const text of said) {
      nowMs += random.int(4);
      emit({type: 'delta', text});
    }
    if (!dies) emit({type: 'message', text: pieces.join('')});
    if (!dies) phase('end');
    else nowMs += random.int(100);
    if (dies && said.length > 0 && attempt < attempts) emit({type: 'reset'});
  }
  if (spent) emit({type: 'error', code: 'agent_unavailable', text: 'The assistant did not answer'});
  return happened;
}

/** A reader that follows its cursor, or always asks for everything; some go away before the end. */
function poll(
  {random, lines}: World,
  session: string,
  message: Accepted,
  happened: readonly Happened[],
  client: string,
  fromMs: number,
): void {
  const follows = random.chance(0.8);
  let after = random.pick([undefined, '0']);
  let more = 1 + random.int(2); // polls after the end
  for (let nowMs = fromMs; more > 0 && !random.chance(0.02); ) {
    nowMs += 1 + random.int(200);
    const asked = {kind: 'poll', atMs: nowMs, client, message: message.id, ...(after && {after})} as const;
    if (random.chance(0.15)) {
      lines.push({...asked, status: random.pick([0, 503])});
      continue;
    }
    const answer = answerAt(session, message, happened, nowMs, after);
    lines.push({...asked, status: 200, answer});
    if (follows) after = answer.cursor;
    if (answer.state === 'done' || answer.state === 'failed') more--;
  }
}

const states = {
  queued: 'queued',
  guard: 'queued',
  processing: 'processing',
  thinking: 'processing',
  delta: 'processing',
  reset: 'processing',
  message: 'done',
  error: 'failed',
  cancelled: 'cancelled',
} as const;

function answerAt(
  session: string,
  {id}: Accepted,
  happened: readonly Happened[],
  atMs: number,
  after = '0',
): Answer {
  const all = happened.filter(one => one.atMs <= atMs).map(({event}) => event);
  const events = all.slice(all.findIndex(event => event.id === after) + 1);
  const last = all.at(-1);
  const said = all
    .slice(all.findLastIndex(({type}) => type === 'reset') + 1)
    .filter(({type}) => type === 'delta');
  const isPending =
    states[last?.type ?? 'queued'] === 'queued' || states[last?.type ?? 'queued'] === 'processing';
  const isSilent = last?.type === 'error' || said.length === 0 || (isPending && after !== '0');
  const text = isSilent ? null : said.map(event => event.text).join('');
  const cursor = events.at(-1)?.id ?? after;
  return {message: id, session, state: states[last?.type ?? 'queued'], events, cursor, text};
}

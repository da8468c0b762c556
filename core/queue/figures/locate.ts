/** Where a message is at the moment, who has it, and why it waits; nothing of what was said in it. */
import {type Entry, entryKeyOf} from '../../fifo/entry.ts';
import {type Channel, channels, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import type {StreamEntry} from '../../redis/replies.ts';
import {asideKeyOf} from '../lanes/slots.ts';
import {messages} from '../messages.ts';
import {readCapacity} from './workers.ts';

export type Place =
  /** It is over. */
  | {at: 'ended'; status: string; reason: string | undefined}
  /** Somebody works on it; `idleMs`: since its last heartbeat. */
  | {at: 'worker'; consumer: string; entryId: string; idleMs: number; attempt: number}
  /** In the stream, and nobody has received it yet; `ahead`: how many are before it. */
  | {at: 'stream'; entryId: string; ahead: number; slots: number}
  /** To be tried again. */
  | {at: 'delayed'; dueInMs: number; attempt: number}
  /** The queue is full; `ahead`: how many are let in before it. */
  | {at: 'lane'; ahead: number}
  /** Its clinic holds its share of the slots; `ahead`: how many of its channel are let in before it. */
  | {at: 'aside'; clinic: string; ahead: number}
  /** A person answers in its conversation. */
  | {at: 'person'; sinceMs: number}
  /** Behind an earlier message of its session. */
  | {at: 'behind'; message: string; ahead: number}
  /** Open, and nowhere: it will be put into the queue again. */
  | {at: 'nowhere'};

export type Located = {
  channel: Channel;
  fields: Record<string, string>;
  events: StreamEntry[];
  turns: string[];
  place: Place;
};

/** `null` where nobody knows the message. One that moves meanwhile may be seen nowhere: look again. */
export async function locateMessage(redis: Redis, id: string): Promise<Located | null> {
  const [fields, events, [seconds, micros]] = await redis.run(client =>
    Promise.all([client.hGetAll(keys.message(id)), client.xRange(keys.events(id), '-', '+'), client.time()]),
  );
  const {session = ''} = fields;
  const channel = channels.find(name => name === fields['channel']);
  if (!channel) return null;
  const turns = await redis.run(client => client.lRange(keys.turns(channel, session), 0, -1));
  const nowMs = Number(seconds) * 1000 + Number(micros) / 1000;
  const entry: Entry = {message: id, channel, session, entryId: ''};
  const place = await placeOf(redis, entry, fields, turns, nowMs);
  return {channel, fields, events: (events ?? []) as StreamEntry[], turns, place};
}

async function placeOf(
  redis: Redis,
  entry: Entry,
  fields: Record<string, string>,
  turns: readonly string[],
  nowMs: number,
): Promise<Place> {
  const {status = '', attempt, clinic = '', created_at: createdAt = ''} = fields;
  if (status !== 'queued' && status !== 'processing') {
    return {at: 'ended', status, reason: fields['error_code']};
  }
  const {channel, session, message} = entry;
  const {member, lane} = asideKeyOf({clinic, entry}, createdAt);
  const [handedOff, entryId, due, rank, aside, before] = await redis.run(client =>
    Promise.all([
      client.hGet(keys.session(channel, session), 'handed_off'),
      client.get(keys.turn(channel, session)),
      client.zScore(keys.delayed, entryKeyOf(entry)),
      client.zRank(keys.lanes, entryKeyOf(entry)),
      client.zScore(keys.aside, member),
      client.zLexCount(keys.aside, `[${lane}`, `(${member}`),
    ]),
  );
  if (handedOff !== null && status === 'queued') return {at: 'person', sinceMs: nowMs - Number(handedOff)};
  if (due !== null) return {at: 'delayed', dueInMs: due - nowMs, attempt: Number(attempt)};
  if (rank !== null) return {at: 'lane', ahead: rank};
  if (aside !== null) return {at: 'aside', clinic, ahead: before};
  const ahead = turns.indexOf(message);
  if (ahead > 0) return {at: 'behind', message: turns[0] ?? '', ahead};
  return (entryId !== null && (await inStream(redis, entryId, Number(attempt)))) || {at: 'nowhere'};
}

async function inStream(redis: Redis, entryId: string, attempt: number): Promise<Place | null> {
  const {stream, group} = messages;
  const [found, pending, before, {slots}] = await Promise.all([
    redis.run(client => client.xRange(stream, entryId, entryId)),
    redis.run(client => client.xPendingRange(stream, group, entryId, entryId, 1)).catch(() => []),
    redis.run(client => client.xRange(stream, '-', `(${entryId}`)),
    readCapacity(redis),
  ]);
  if (!found?.[0]) return null;
  const [holder] = pending;
  if (!holder) return {at: 'stream', entryId, ahead: before?.length ?? 0, slots};
  const {consumer, millisecondsSinceLastDelivery: idleMs} = holder;
  return {at: 'worker', consumer: String(consumer), entryId, idleMs, attempt};
}

/** Why it is where it is, in a sentence. */
export function explainPlace(place: Place): string {
  switch (place.at) {
    case 'ended':
      return place.reason
        ? `It has ended: ${place.status}, ${place.reason}.`
        : `It has ended: ${place.status}.`;
    case 'worker':
      return `Worker ${place.consumer} works on it, attempt ${place.attempt}, and was heard ${seconds(place.idleMs)} ago.`;
    case 'stream':
      if (place.slots === 0) return 'It waits because no worker is there.';
      return `It waits for a free slot: ${place.ahead} are before it, and all workers answer ${place.slots} at once.`;
    case 'delayed':
      return `Attempt ${place.attempt} failed; it is tried again ${place.dueInMs > 0 ? `in ${seconds(place.dueInMs)}` : 'now'}.`;
    case 'lane':
      return `It waits because the queue is full: ${place.ahead} are let in before it.`;
    case 'aside':
      return `It waits because ${place.clinic} holds its share of the slots: ${place.ahead} of its channel are let in before it.`;
    case 'person':
      return `It waits for a person, who has had the conversation for ${seconds(place.sinceMs)}.`;
    case 'behind':
      return `It waits behind message ${place.message} of its session: ${place.ahead} are before it.`;
    case 'nowhere':
      return 'It is open, and nowhere in the queue: within half a minute it is put in again, or fails at its deadline.';
  }
}

function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}

/**
 * Reading a message: never blocks, one round trip, and only what is new to the reader. While its result stream
 * lives, what a reader sees is derived from that one stream, so an answer is one moment and cannot contradict
 * itself; afterwards the hash answers.
 */
import {z} from 'zod';
import {type Channel, channels, keys} from '../keys.ts';
import type {Log} from '../log.ts';
import type {Redis, RedisClient} from '../redis/connection.ts';
import type {StreamEntry} from '../redis/replies.ts';
import {type MessageEvent, MessageStatus} from '../wire/message.ts';
import {beginning, isAfter} from './cursor.ts';
import {eventOpener, type OpenEvent} from './open-event.ts';

/** What is known of a message at one moment. */
export type Message = {
  id: string;
  channel: Channel;
  session: string;
  status: MessageStatus;
  /** Those after the cursor that was asked for, in order; after the result stream has expired, the terminal one. */
  events: readonly MessageEvent[];
  /** The newest one, also where it lies before the cursor; `null` where nothing is left of the stream. */
  last: MessageEvent | null;
  /** Where to read on from: not the reader's cursor, which may lie in the future. */
  position: string;
  createdAt: string;
  startedAt: string | null;
  /** How many that were accepted before it are still open. */
  ahead: number;
  /** It failed, and was sent again as this message. */
  replayedAs: string | undefined;
  /** What the clinic's safety guard said at once. */
  guardText: string | undefined;
  /** How entries of its result stream are read. */
  open: OpenEvent;
};

const Hash = z.object({
  clinic: z.string().default(''),
  channel: z.enum(channels),
  session: z.string(),
  // A later version may know further ones: whatever they are, there is no end yet.
  status: MessageStatus.catch('processing'),
  created_at: z.string(),
  started_at: z.string().optional(),
  reply: z.string().optional(),
  merged_into: z.string().optional(),
  answered_by: z.string().optional(),
  /** As 0.2.0 wrote it. */
  name: z.string().optional(),
  said_by: z.string().optional(),
  said_in: z.string().optional(),
  choices: z.string().optional(),
  guard_text: z.string().optional(),
  error_code: z.string().optional(),
  error_message: z.string().optional(),
  end: z.string().optional(),
  replayed_as: z.string().optional(),
});
const hashFields = Object.keys(Hash.shape);

/** What was read of a message, nothing of which is opened yet. */
export type Found = {
  /** Where it was said; `null` where nobody knows it. */
  channel: string | null;
  session: string | null;
  /** `null` when nobody knows the message, or not any more. */
  open(): Message | null;
};

/** `null` when nobody knows the message, or not any more. */
export async function readMessage(
  redis: Redis,
  id: string,
  after = beginning,
  log?: Log,
): Promise<Message | null> {
  return (await findMessage(redis, id, after, log)).open();
}

/** The same, for whoever must look first whose it is. */
export async function findMessage(redis: Redis, id: string, after = beginning, log?: Log): Promise<Found> {
  const [values, ahead, newest, streams] = await redis.run(client =>
    // Written together. The hash first, so that a stream which is gone by then has its end in the hash; the new
    // events last, so that they are never older than what is said of the newest.
    Promise.all([
      client.hmGet(keys.message(id), hashFields),
      client.zRank(keys.open, id),
      after === beginning ? null : client.xRevRange(keys.events(id), '+', '-', {COUNT: 1}),
      readStreams(client, [{id, after}]),
    ]),
  );
  const given = new Map(hashFields.map((name, i) => [name, values[i] ?? undefined]));
  const newestEntry = newest?.[0] as StreamEntry | undefined;
  const read = {id, after, ahead: ahead ?? 0, newestEntry, entries: streams.get(id), log};
  return {
    channel: given.get('channel') ?? null,
    session: given.get('session') ?? null,
    open: () => openMessage(redis, Object.fromEntries(given), read),
  };
}

type Read = {
  id: string;
  after: string;
  ahead: number;
  newestEntry: StreamEntry | undefined;
  /** Of its result stream, after the cursor; absent where there are none. */
  entries: StreamEntry[] | undefined;
  log: Log | undefined;
};

function openMessage({sealer}: Pick<Redis, 'sealer'>, given: object, read: Read): Message | null {
  const {id, after, ahead, newestEntry, log} = read;
  const hash = Hash.safeParse(given);
  if (!hash.success) return null;
  const {clinic, channel, session, created_at, started_at} = hash.data;
  const open = eventOpener(sealer, {clinic, owner: id}, log);
  const end = newestEntry || read.entries ? undefined : remembered(hash.data);
  const entries = read.entries ?? (end && isAfter(end.id, after) ? [end] : []);
  const events = entries.flatMap(entry => open(entry) ?? []);
  const before = newestEntry ?? end;
  const last = events.at(-1) ?? (before ? open(before) : null);
  return {
    id,
    channel,
    session,
    status: last ? statusOf[last.type] : hash.data.status,
    events,
    last,
    position: (entries.at(-1) ?? before)?.id ?? beginning,
    createdAt: isoTime(created_at),
    startedAt: started_at === undefined ? startOf(events) : isoTime(started_at),
    ahead,
    replayedAs: hash.data.replayed_as,
    guardText: hash.data.guard_text,
    open,
  };
}

/** New events of many messages, each after its own cursor, in one `XREAD`. Messages without any are absent. */
export async function readStreams(
  client: RedisClient,
  wanted: ReadonlyArray<{id: string; after: string}>,
): Promise<Map<string, StreamEntry[]>> {
  const reply = await client.xRead(wanted.map(({id, after}) => ({key: keys.events(id), id: after})));
  const ids = new Map(wanted.map(({id}) => [keys.events(id), id]));
  const found = new Map<string, StreamEntry[]>();
  for (const {name, messages} of reply ?? []) {
    found.set(ids.get(name) ?? '', messages as StreamEntry[]);
  }
  return found;
}

/** The message with the events that came since, of which those after `after` are the reader's. */
export function extend(message: Message, news: readonly StreamEntry[], after = beginning): Message {
  const known = news.flatMap(entry => message.open(entry) ?? []);
  const last = known.at(-1) ?? message.last;
  return {
    ...message,
    events: [...message.events, ...known.filter(event => isAfter(event.id, after))],
    last,
    position: news.at(-1)?.id ?? message.position,
    status: last ? statusOf[last.type] : message.status,
    startedAt: message.startedAt ?? startOf(known),
  };
}

export function hasEnded({status}: Pick<Message, 'status'>): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}

const statusOf = {
  queued: 'queued',
  guard: 'queued',
  processing: 'processing',
  delta: 'processing',
  reset: 'processing',
  message: 'done',
  error: 'failed',
  cancelled: 'cancelled',
} as const;

function startOf(events: readonly MessageEvent[]): string | null {
  return events.find(event => event.type === 'processing')?.at ?? null;
}

function isoTime(ms: string): string {
  return new Date(Number(ms)).toISOString();
}

/** The terminal event, from the hash. */
function remembered(hash: z.infer<typeof Hash>): StreamEntry | undefined {
  const {end: id, status, error_code = 'internal', error_message = ''} = hash;
  if (id === undefined) return undefined;
  if (status === 'done') {
    const {reply: text = '', merged_into, answered_by, name, said_by, said_in: locale, choices} = hash;
    const shown = {
      ...(answered_by && {answered_by}),
      ...(name && {name}),
      ...(said_by && {said_by}),
      ...(locale && {locale}),
      ...(choices && {choices}),
    };
    return {id, message: {type: 'message', text, ...shown, ...(merged_into && {merged_into})}};
  }
  if (status === 'cancelled') return {id, message: {type: 'cancelled'}};
  return {id, message: {type: 'error', code: error_code, message: error_message}};
}

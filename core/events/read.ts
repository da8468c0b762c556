/**
 * Reading a message: never blocks, one round trip, and only what is new to the reader. While its result stream
 * lives, what a reader sees is derived from that one stream, so an answer is one moment and cannot contradict
 * itself; afterwards the hash answers.
 */
import {z} from 'zod';
import {type Channel, channels, keys} from '../keys.ts';
import type {Redis, RedisClient} from '../redis.ts';
import {MessageEvent, MessageStatus} from '../wire.ts';
import {parseChoices} from './choices.ts';
import {beginning, isAfter, timeOf} from './cursor.ts';

/** What is known of a message at one moment. */
export type Message = {
  id: string;
  channel: Channel;
  session: string;
  status: MessageStatus;
  /** Those after the cursor that was asked for, in order; after the result stream has expired, the terminal one. */
  events: readonly MessageEvent[];
  /** The newest one, also where it lies before the cursor; `null` only where nothing is left of the stream. */
  last: MessageEvent | null;
  createdAt: string;
  startedAt: string | null;
  /** How many that were accepted before it are still open. */
  ahead: number;
};

const Hash = z.object({
  channel: z.enum(channels),
  session: z.string(),
  status: MessageStatus,
  created_at: z.string(),
  started_at: z.string().optional(),
  reply: z.string().optional(),
  merged_into: z.string().optional(),
  by: z.enum(['agent', 'person']).optional(),
  name: z.string().optional(),
  locale: z.string().optional(),
  choices: z.string().optional(),
  error_code: z.string().optional(),
  error_message: z.string().optional(),
  end: z.string().optional(),
});
const hashFields = Object.keys(Hash.shape);

/** `null` when nobody knows the message, or not any more. */
export async function readMessage(redis: Redis, id: string, after = beginning): Promise<Message | null> {
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
  const given = hashFields.flatMap((name, i) => (values[i] == null ? [] : [[name, values[i]] as const]));
  const hash = Hash.safeParse(Object.fromEntries(given));
  if (!hash.success) return null;
  const {channel, session, created_at, started_at} = hash.data;
  const newestEvent = newest?.[0] ? parseEvent(newest[0] as StreamEntry) : null;
  const end = newestEvent || streams.has(id) ? null : remembered(hash.data);
  const events = streams.get(id) ?? (end && isAfter(end.id, after) ? [end] : []);
  const last = events.at(-1) ?? newestEvent ?? end;
  return {
    id,
    channel,
    session,
    status: last ? statusOf[last.type] : hash.data.status,
    events,
    last,
    createdAt: isoTime(created_at),
    startedAt: started_at === undefined ? startOf(events) : isoTime(started_at),
    ahead: ahead ?? 0,
  };
}

/** New events of many messages, each after its own cursor, in one `XREAD`. Messages without any are absent. */
export async function readStreams(
  client: RedisClient,
  wanted: ReadonlyArray<{id: string; after: string}>,
): Promise<Map<string, MessageEvent[]>> {
  const reply = await client.xRead(wanted.map(({id, after}) => ({key: keys.events(id), id: after})));
  const ids = new Map(wanted.map(({id}) => [keys.events(id), id]));
  const found = new Map<string, MessageEvent[]>();
  for (const {name, messages} of reply ?? []) {
    found.set(ids.get(name) ?? '', messages.map(parseEvent));
  }
  return found;
}

/** The message with the events that came since, of which those after `after` are the reader's. */
export function extend(message: Message, news: readonly MessageEvent[], after = beginning): Message {
  const last = news.at(-1) ?? message.last;
  return {
    ...message,
    events: [...message.events, ...news.filter(event => isAfter(event.id, after))],
    last,
    status: last ? statusOf[last.type] : message.status,
    startedAt: message.startedAt ?? startOf(news),
  };
}

export function hasEnded({status}: Pick<Message, 'status'>): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}

/** Where to read on from. Not the reader's cursor, which may lie in the future. */
export function lastCursor({last}: Message): string {
  return last?.id ?? beginning;
}

/** An entry of any stream, as node-redis gives it. */
export type StreamEntry = {id: string; message: Record<string, string>};

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

function parseEvent({id, message}: StreamEntry): MessageEvent {
  const {attempt, choices, ...rest} = message;
  return MessageEvent.parse({
    id,
    at: timeOf(id),
    ...rest,
    ...(attempt && {attempt: Number(attempt)}),
    ...(choices && {choices: parseChoices(choices)}),
  });
}

function startOf(events: readonly MessageEvent[]): string | null {
  return events.find(event => event.type === 'processing')?.at ?? null;
}

function isoTime(ms: string): string {
  return new Date(Number(ms)).toISOString();
}

/** The terminal event, from the hash. */
function remembered(hash: z.infer<typeof Hash>): MessageEvent | null {
  if (!hash.end) return null;
  const stamp = {id: hash.end, at: timeOf(hash.end)};
  if (hash.status === 'done') {
    const {reply: text = '', merged_into, by, name, locale} = hash;
    const choices = parseChoices(hash.choices);
    const said = Object.entries({merged_into, by, name, locale, choices}).filter(
      ([, value]) => value !== undefined,
    );
    return MessageEvent.parse({...stamp, type: 'message', text, ...Object.fromEntries(said)});
  }
  if (hash.status === 'cancelled') return {...stamp, type: 'cancelled'};
  return {...stamp, type: 'error', code: hash.error_code ?? 'internal', message: hash.error_message ?? ''};
}

/**
 * Reading a message: never blocks, one round trip. While its result stream lives, everything that a reader
 * sees is derived from that one stream, so an answer is one moment and cannot contradict itself; afterwards
 * the hash answers.
 */
import {z} from 'zod';
import {type Channel, channels, keys} from '../keys.ts';
import type {Redis, RedisClient} from '../redis.ts';
import {MessageEvent, MessageStatus} from '../wire.ts';
import {beginning, timeOf} from './cursor.ts';

/** What is known of a message at one moment. */
export type Message = {
  id: string;
  channel: Channel;
  session: string;
  status: MessageStatus;
  /** In order. All of them, or only the terminal one after the result stream has expired. */
  events: readonly MessageEvent[];
  createdAt: string;
};

const Hash = z.object({
  channel: z.enum(channels),
  session: z.string(),
  status: MessageStatus,
  created_at: z.string(),
  reply: z.string().optional(),
  error_code: z.string().optional(),
  error_message: z.string().optional(),
  end: z.string().optional(),
});
const hashFields = Object.keys(Hash.shape);

/** `null` when nobody knows the message, or not any more. */
export async function readMessage(redis: Redis, id: string): Promise<Message | null> {
  const [values, streams] = await redis.run(client =>
    // Written together; the hash first, so that a stream which is gone by then has its end in the hash.
    Promise.all([client.hmGet(keys.message(id), hashFields), readStreams(client, [{id, after: beginning}])]),
  );
  const given = hashFields.flatMap((name, i) => (values[i] == null ? [] : [[name, values[i]] as const]));
  const hash = Hash.safeParse(Object.fromEntries(given));
  if (!hash.success) return null;
  const {channel, session, status, created_at} = hash.data;
  const createdAt = new Date(Number(created_at)).toISOString();
  const events = streams.get(id) ?? remembered(hash.data);
  return {id, channel, session, status: statusAfter(status, events), events, createdAt};
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

/** The message with the events that came since. */
export function extend(message: Message, news: readonly MessageEvent[]): Message {
  const events = [...message.events, ...news];
  return {...message, events, status: statusAfter(message.status, news)};
}

export function hasEnded({status}: Message): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}

export function lastCursor({events}: Message): string {
  return events.at(-1)?.id ?? beginning;
}

/** An entry of any stream, as node-redis gives it. */
export type StreamEntry = {id: string; message: Record<string, string>};

const statusOf = {
  queued: 'queued',
  processing: 'processing',
  delta: 'processing',
  reset: 'processing',
  message: 'done',
  error: 'failed',
  cancelled: 'cancelled',
} as const;

function statusAfter(before: MessageStatus, events: readonly MessageEvent[]): MessageStatus {
  const last = events.at(-1);
  return last ? statusOf[last.type] : before;
}

function parseEvent({id, message}: StreamEntry): MessageEvent {
  const {attempt, ...rest} = message;
  return MessageEvent.parse({id, at: timeOf(id), ...rest, ...(attempt && {attempt: Number(attempt)})});
}

/** The terminal event, from the hash. */
function remembered(hash: z.infer<typeof Hash>): MessageEvent[] {
  if (!hash.end) return [];
  const stamp = {id: hash.end, at: timeOf(hash.end)};
  if (hash.status === 'done') return [{...stamp, type: 'message', text: hash.reply ?? ''}];
  if (hash.status === 'cancelled') return [{...stamp, type: 'cancelled'}];
  return [{...stamp, type: 'error', code: hash.error_code ?? 'internal', message: hash.error_message ?? ''}];
}

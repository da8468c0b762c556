/** A place in the messages stream: who waits there, and nothing of what was said. */
import type {CommandParser} from 'redis';
import {z} from 'zod';
import {channels, group, keys} from '../keys.ts';

export type Entry = z.infer<typeof Fields> & {
  /** Its id in the stream, which is acknowledged; empty where it has none at the moment. */
  entry: string;
};

const Fields = z.object({
  message: z.string().min(1),
  channel: z.enum(channels),
  session: z.string().min(1),
});

/** `null` for an entry that nobody of ours can have written. */
export function parseEntry(id: string, fields: unknown): Entry | null {
  const parsed = Fields.safeParse(fields);
  return parsed.success ? {entry: id, ...parsed.data} : null;
}

/** The other form of an entry: id, channel and session with spaces between, as a member of the delayed ones. */
export function parseTicket(ticket: string): Entry | null {
  const [message, channel, session] = ticket.split(' ');
  return parseEntry('', {message, channel, session});
}

/** What every script that moves or ends a message is given first: see `settle.lua`; then its further keys. */
export function pushEntry(
  parser: CommandParser,
  entry: Entry,
  retention: Retention,
  further: readonly string[] = [],
): void {
  const {message, channel, session} = entry;
  parser.pushKey(keys.message(message));
  parser.pushKey(keys.events(message));
  parser.pushKey(keys.wake);
  parser.pushKey(keys.stream);
  parser.pushKey(keys.open);
  parser.pushKey(keys.turns(channel, session));
  parser.pushKey(keys.turn(channel, session));
  parser.pushKey(keys.transcript(channel, session));
  parser.pushKey(keys.delayed);
  parser.pushKey(keys.dead);
  parser.pushKey(keys.pace);
  parser.pushKey(keys.outbox);
  parser.pushKey(keys.letters(channel, session));
  parser.pushKey(keys.session(channel, session));
  parser.pushKey(keys.lanes);
  parser.pushKey(keys.letterPlaces);
  parser.pushKey(keys.widgetStats);
  for (const key of further) parser.pushKey(key);
  parser.push(message, entry.entry, group, channel, session);
  parser.push(String(retention.eventsTtlMs), String(retention.resultTtlMs));
}

/** How many keys that are, without the further ones. */
export const entryKeys = 17;

/** The keys of further messages that a script ends: hash and result stream in turn. */
export function messageKeys(ids: readonly string[]): string[] {
  return ids.flatMap(id => [keys.message(id), keys.events(id)]);
}

/** What a message leaves in its result stream is kept for ten minutes after its end. */
export const eventsTtlMs = 600_000;

/** How long what an ended message leaves behind is kept, in milliseconds. */
export type Retention = {
  /** Its result stream; later polls are answered from the hash. */
  eventsTtlMs: number;
  /** Its conversation. */
  resultTtlMs: number;
};

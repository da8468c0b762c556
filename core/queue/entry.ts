/** A place in the messages stream: who waits there, and nothing of what was said. */
import type {CommandParser} from 'redis';
import {z} from 'zod';
import {channels, keys} from '../keys.ts';

export type Entry = z.infer<typeof Fields> & {
  /** Its id in the stream; what is acknowledged. */
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

/** Names, to a script that can end a message, the keys that `settle.lua` writes. */
export function pushEntryKeys(parser: CommandParser, {message, channel, session}: Entry): void {
  parser.pushKey(keys.message(message));
  parser.pushKey(keys.events(message));
  parser.pushKey(keys.wake);
  parser.pushKey(keys.stream);
  parser.pushKey(keys.open);
  parser.pushKey(keys.turns(channel, session));
  parser.pushKey(keys.transcript(channel, session));
}

/** How long what an ended message leaves behind is kept, in milliseconds. */
export type Retention = {
  /** Its result stream; later polls are answered from the hash. */
  eventsTtlMs: number;
  /** Its conversation. */
  resultTtlMs: number;
};

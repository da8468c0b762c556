/** A job as it stands in a stream: whose it is, and nothing of what was said. */
import {z} from 'zod';
import {channels} from '../keys.ts';

export type Entry = z.infer<typeof Fields> & {
  /** Its id in the stream, which is acknowledged; empty where it has none at the moment. */
  entryId: string;
};

const Fields = z.object({
  message: z.string().min(1),
  channel: z.enum(channels),
  session: z.string().min(1),
});

/** `null` for an entry that nobody of ours can have written. */
export function parseEntry(entryId: string, fields: unknown): Entry | null {
  const parsed = Fields.safeParse(fields);
  return parsed.success ? {entryId, ...parsed.data} : null;
}

/** The other form of an entry: job, channel and session with spaces between, as a member of a sorted set. */
export function parseEntryKey(entryKey: string): Entry | null {
  const [message, channel, session] = entryKey.split(' ');
  return parseEntry('', {message, channel, session});
}

export function entryKeyOf({message, channel, session}: Omit<Entry, 'entryId'>): string {
  return `${message} ${channel} ${session}`;
}

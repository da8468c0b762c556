/** Messages whose clinic is to be told that its guard has spoken: each until somebody has told it. */
import {z} from 'zod';
import {parseEntryKey} from '../../fifo/entry.ts';
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue} from '../../redis/next-due.ts';
import {openIfWhole} from '../../seal.ts';

export type Alarm = {
  message: string;
  channel: Channel;
  session: string;
  clinic: string;
  kind: 'emergency' | 'urgent';
  /** When the message was accepted, unix milliseconds. */
  saidAtMs: number;
  /** What the visitor wrote; absent where it cannot be read. */
  text: string | undefined;
  /** Ends it: nobody needs to be told any more. */
  done(): Promise<void>;
};

const Told = z.object({
  clinic: z.string(),
  kind: z.enum(['emergency', 'urgent']),
  saidAtMs: z.coerce.number(),
  text: z.string().optional(),
});

/** The next one that is due, `gone` where nothing is known of it any more, or `null`. Due again after `againMs`. */
export async function nextAlarm(redis: Redis, againMs: number): Promise<Alarm | 'gone' | null> {
  const entryKey = await nextDue(redis, keys.alarms, againMs);
  if (entryKey === null) return null;
  const done = async () => void (await redis.run(client => client.zRem(keys.alarms, entryKey)));
  const entry = parseEntryKey(entryKey);
  const told = entry && (await readTold(redis, entry.message));
  if (!entry || !told) {
    await done();
    return 'gone';
  }
  const {message, channel, session} = entry;
  return {message, channel, session, ...told, text: told.text, done};
}

async function readTold(redis: Redis, message: string): Promise<z.infer<typeof Told> | undefined> {
  const fields = ['clinic', 'guard_kind', 'created_at', 'text'];
  const [clinic, kind, saidAtMs, sealed] = await redis.run(client =>
    client.hmGet(keys.message(message), fields),
  );
  const text = openIfWhole(redis.sealer, 'text', {clinic: clinic ?? '', owner: message}, sealed);
  return Told.safeParse({clinic, kind, saidAtMs: saidAtMs ?? undefined, text}).data;
}

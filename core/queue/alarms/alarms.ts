/** Messages whose clinic is to be told that its guard has spoken: each until somebody has told it. */
import {z} from 'zod';
import {parseEntryKey} from '../../fifo/entry.ts';
import {channels, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {openIfWhole} from '../../seal.ts';
import type {Source} from '../crowds/due.ts';

const Alarm = z.object({
  message: z.string(),
  channel: z.enum(channels),
  session: z.string(),
  clinic: z.string(),
  kind: z.enum(['emergency', 'urgent']),
  /** When the message was accepted. */
  atMs: z.coerce.number(),
  /** What the visitor wrote; absent where it cannot be read. */
  text: z.string().optional(),
});

export type Alarm = z.infer<typeof Alarm> & {address: string | undefined};

/** By sender alone: however many there are at a clinic, an alarm of somebody else's is told by itself. */
export const alarms: Source<Alarm> = {
  kind: {name: 'alarms', due: keys.alarms, mark: 'told_with'},
  idOf: member => parseEntryKey(member)?.message,
  read,
  keptAt: ({message}) => keys.message(message),
  namesOf(clinic, sender) {
    const crowd = `${clinic} ${sender}`;
    return {sender: crowd, crowd};
  },
  urgencyOf: ({kind}) => (kind === 'emergency' ? 1 : 0),
};

async function read(redis: Redis, message: string): Promise<Alarm | undefined> {
  const fields = ['channel', 'session', 'clinic', 'guard_kind', 'created_at', 'text', 'address'];
  const [channel, session, clinic, kind, createdAt, sealed, address] = await redis.run(client =>
    client.hmGet(keys.message(message), fields),
  );
  const text = openIfWhole(redis.sealer, 'text', {clinic: clinic ?? '', owner: message}, sealed);
  const alarm = {message, channel, session, clinic, kind, text, atMs: createdAt ?? undefined};
  const {data} = Alarm.safeParse(alarm);
  return data && {...data, address: address || undefined};
}

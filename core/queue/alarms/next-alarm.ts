/** Messages whose clinic is to be told that its guard has spoken: each until somebody has told it. */
import {z} from 'zod';
import {parseEntryKey} from '../../fifo/entry.ts';
import {channels, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue} from '../../redis/next-due.ts';
import {openIfWhole} from '../../seal.ts';
import {isAlone, type Kind, nextCrowd, senderOf} from '../crowds/crowd.ts';

/** By sender alone: however many there are at a clinic, an alarm of somebody else's is told by itself. */
const alarms: Kind = {name: 'alarms', due: keys.alarms, mark: 'told_with'};

const Told = z.object({
  message: z.string(),
  channel: z.enum(channels),
  session: z.string(),
  clinic: z.string(),
  kind: z.enum(['emergency', 'urgent']),
  /** When the message was accepted, unix milliseconds. */
  saidAtMs: z.coerce.number(),
  /** What the visitor wrote; absent where it cannot be read. */
  text: z.string().optional(),
  /** The digest of their address, where it is known. */
  address: z.string().optional(),
});

export type Alarm = z.infer<typeof Told> & {
  /** Alarms of the same sender's that are told with it. */
  further: number;
  /** Ends it, and them: nobody needs to be told any more. */
  done(): Promise<void>;
};

/** `againMs`: when an alarm is due again; `pauseMs`: between two times that a crowd is told of. */
type Pace = {againMs: number; pauseMs: number};

/** The next one that is due, `gone` where there is nothing to tell by itself, or `null`. */
export async function nextAlarm(redis: Redis, {againMs, pauseMs}: Pace): Promise<Alarm | 'gone' | null> {
  const entryKey = await nextDue(redis, keys.alarms, againMs);
  if (entryKey === null) return null;
  const done = async () => void (await redis.run(client => client.zRem(keys.alarms, entryKey)));
  const entry = parseEntryKey(entryKey);
  const told = entry && (await readTold(redis, entry.message));
  if (!entry || !told) {
    await done();
    return 'gone';
  }
  const {message, clinic, address} = told;
  const crowd = `${clinic} ${senderOf(redis, entry, address)}`;
  const member = {member: entryKey, id: message, kept: keys.message(message), sender: crowd, clinic, crowd};
  return (await isAlone(redis, alarms, member, pauseMs)) ? {...told, further: 0, done} : 'gone';
}

/** The same of a crowd: the first one in most danger, for all of them. */
export async function nextOfCrowd(redis: Redis, pace: Pace): Promise<Alarm | 'gone' | null> {
  const due = await nextCrowd(redis, alarms, pace);
  if (!due) return null;
  const {ids, done} = due;
  const all = (await Promise.all(ids.map(id => readTold(redis, id)))).filter(one => one !== undefined);
  const told = all.find(({kind}) => kind === 'emergency') ?? all[0];
  if (told) return {...told, further: all.length - 1, done};
  await done();
  return 'gone';
}

async function readTold(redis: Redis, message: string): Promise<z.infer<typeof Told> | undefined> {
  const fields = ['channel', 'session', 'clinic', 'guard_kind', 'created_at', 'text', 'address'];
  const [channel, session, clinic, kind, saidAtMs, sealed, address] = await redis.run(client =>
    client.hmGet(keys.message(message), fields),
  );
  const text = openIfWhole(redis.sealer, 'text', {clinic: clinic ?? '', owner: message}, sealed);
  const told = {
    ...{message, channel, session, clinic, kind, text},
    saidAtMs: saidAtMs ?? undefined,
    address: address ?? undefined,
  };
  return Told.safeParse(told).data;
}

/** Conversations whose clinic is to be told that a person must take over: each until somebody has told it. */
import {parseEntryKey} from '../../fifo/entry.ts';
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue} from '../../redis/next-due.ts';
import {openIfWhole} from '../../seal.ts';
import {isAlone, type Kind, mostOfClinic, nextCrowd, senderOf} from '../crowds/crowd.ts';

const handoffs: Kind = {name: 'handoffs', due: keys.handoffs, mark: 'handoff_told_with', mostOfClinic};

export type Handoff = {
  message: string;
  channel: Channel;
  session: string;
  clinic: string | null;
  reason: string | null;
  /** When it was handed off, unix milliseconds. */
  handedOffAt: number;
  /** Others of the same clinic's that are told with it. */
  further: number;
  /** Ends it, and them: nobody needs to be told any more. */
  done(): Promise<void>;
};

/** `againMs`: when it is due again, whatever becomes of this process; `pauseMs`: between two times that a crowd is told of. */
export type Pace = {againMs: number; pauseMs: number};

/** The next one that is due, `gone` where there is nothing to tell by itself, or `null`. */
export async function nextDueHandoff(
  redis: Redis,
  {againMs, pauseMs}: Pace,
): Promise<Handoff | 'gone' | null> {
  const member = await nextDue(redis, keys.handoffs, againMs);
  if (member === null) return null;
  const done = async () => void (await redis.run(client => client.zRem(keys.handoffs, member)));
  const handoff = await readHandoff(redis, member);
  if (!handoff) {
    await done();
    return 'gone';
  }
  const {address, ...told} = handoff;
  const clinic = told.clinic ?? '';
  const kept = keys.message(told.message);
  const sender = senderOf(redis, told, address);
  const crowding = {member, id: member, kept, sender, clinic, crowd: clinic};
  return (await isAlone(redis, handoffs, crowding, pauseMs)) ? {...told, further: 0, done} : 'gone';
}

/** The same of a clinic's crowd: the oldest one, for all of them that no agent has back. */
export async function nextCrowdOfHandoffs(redis: Redis, pace: Pace): Promise<Handoff | 'gone' | null> {
  const due = await nextCrowd(redis, handoffs, pace);
  if (!due) return null;
  const {ids, done} = due;
  const all = (await Promise.all(ids.map(id => readHandoff(redis, id)))).filter(one => one !== null);
  if (all[0]) return {...all[0], further: all.length - 1, done};
  await done();
  return 'gone';
}

/** `null` where the agent has it back. `address`: the visitor's, its digest. */
async function readHandoff(
  redis: Redis,
  entryKey: string,
): Promise<(Omit<Handoff, 'further' | 'done'> & {address: string | undefined}) | null> {
  const entry = parseEntryKey(entryKey);
  if (!entry) return null;
  const {message, channel, session} = entry;
  const [[at, sealed], [clinic, address]] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session(channel, session), ['handed_off', 'handoff_reason']),
      client.hmGet(keys.message(message), ['clinic', 'address']),
    ]),
  );
  if (at == null) return null;
  const context = {clinic: clinic ?? '', owner: session};
  const reason = openIfWhole(redis.sealer, 'handoff_reason', context, sealed) ?? null;
  const handoff = {message, channel, session, clinic: clinic ?? null, reason, handedOffAt: Number(at)};
  return {...handoff, address: address || undefined};
}

/** Conversations of which somebody is to be told that they have waited for a person for too long: each until it was told. */
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue} from '../../redis/next-due.ts';
import {needs} from '../../wire/desk.ts';
import {isAlone, type Kind, mostOfClinic, nextCrowd, senderOf} from '../crowds/crowd.ts';
import {parseConversation} from './forget-expired.ts';

const desk: Kind = {name: 'desk', due: keys.unattended, mark: 'told_with', mostOfClinic};

const urgencies: readonly (string | null)[] = needs;

export type Unattended = {
  channel: Channel;
  session: string;
  clinic: string | null;
  reason: string | null;
  /** Since when it waits, unix milliseconds. */
  since: number;
  /** Others of the same clinic's that are told with it. */
  further: number;
  /** Ends it, and them: nobody needs to be told any more. */
  done(): Promise<void>;
};

/** `againMs`: when it is due again; `pauseMs`: between two times that a crowd is told of. */
type Pace = {againMs: number; pauseMs: number};

/** The next one that has waited for `afterMs`, `gone` where there is nothing to tell by itself, or `null`. */
export async function nextUnattended(
  redis: Redis,
  afterMs: number,
  {againMs, pauseMs}: Pace,
): Promise<Unattended | 'gone' | null> {
  const member = await nextDue(redis, keys.unattended, againMs, afterMs);
  if (member === null) return null;
  const done = async () => void (await redis.run(client => client.zRem(keys.unattended, member)));
  const waiting = await readWaiting(redis, member);
  if (!waiting) {
    await done();
    return 'gone';
  }
  const {channel, session, address, ...told} = waiting;
  const clinic = told.clinic ?? '';
  const sender = senderOf(redis, {channel, session}, address);
  const kept = keys.session(channel, session);
  const crowding = {member, id: member, kept, sender, clinic, crowd: clinic};
  if (!(await isAlone(redis, desk, crowding, pauseMs))) return 'gone';
  return {channel, session, ...told, further: 0, done};
}

/** The same of a clinic's crowd: one in most danger, for all of them who still wait. */
export async function nextOfDesk(redis: Redis, pace: Pace): Promise<Unattended | 'gone' | null> {
  const due = await nextCrowd(redis, desk, pace);
  if (!due) return null;
  const {ids, done} = due;
  const all = (await Promise.all(ids.map(id => readWaiting(redis, id)))).filter(one => one !== null);
  const [told] = all.toSorted(
    (one, other) => urgencies.indexOf(other.reason) - urgencies.indexOf(one.reason),
  );
  if (told) return {...told, further: all.length - 1, done};
  await done();
  return 'gone';
}

/** `null` where somebody has come, or nothing is left of it. `address`: of whoever wrote there last, its digest. */
async function readWaiting(
  redis: Redis,
  member: string,
): Promise<(Omit<Unattended, 'further' | 'done'> & {address: string | undefined}) | null> {
  const conversation = parseConversation(member);
  if (!conversation) return null;
  const {channel, session} = conversation;
  const [since, [clinic, reason], [last]] = await redis.run(client =>
    Promise.all([
      client.zScore(keys.needing, member),
      client.hmGet(keys.session(channel, session), ['clinic', 'needs']),
      client.zRange(keys.messages(channel, session), -1, -1),
    ]),
  );
  if (since === null) return null;
  const address = last && (await redis.run(client => client.hGet(keys.message(last), 'address')));
  return {
    channel,
    session,
    clinic: clinic ?? null,
    reason: reason ?? null,
    since,
    address: address || undefined,
  };
}

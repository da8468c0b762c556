/**
 * What a clinic is to be told, alone or with its crowd: taken by one process at a time, due again by itself until it has
 * ended, and read when its turn has come, so that nothing is told of what was erased or has ended while it waited.
 */
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue, renewDue} from '../../redis/next-due.ts';
import {crowdIds, endCrowd, isAlone, type Kind, senderOf} from './crowd.ts';

export type Subject = {
  channel: Channel;
  session: string;
  clinic: string | null;
  /** Since when there is something to tell, unix milliseconds. */
  atMs: number;
  /** The digest of the visitor's address, where it is known. */
  address: string | undefined;
};

/** Where what is told of one kind stands. */
export type Source<S extends Subject> = {
  kind: Kind;
  /** What a member of those that are due is called in the list of its crowd; `undefined` for what is none. */
  idOf(member: string): string | undefined;
  /** `undefined` where there is nothing to tell. */
  read(redis: Redis, id: string): Promise<S | undefined>;
  /** The key of the hash that is marked with its crowd. */
  keptAt(subject: S): string;
  /** The names under which a sender is counted, and of the crowd; a crowd's begins with its clinic. */
  namesOf(clinic: string, sender: string): {sender: string; crowd: string};
  /** The greatest of a crowd is told of; of equals the oldest. */
  urgencyOf(subject: S): number;
};

/** `againMs`: when it is due again; `pauseMs`: between two times that a crowd is told of; `afterMs`: how late it is due. */
export type Pace = {againMs: number; pauseMs: number; afterMs?: number};

export type Told<S> = {
  subject: S;
  /** Others that are told with it. */
  further: number;
  /** Ends it, and them: nobody needs to be told any more. */
  done(): Promise<void>;
};

export type Due<S> = {
  clinic: string;
  sender: string;
  /** What is to be told; `undefined` where nothing is any more. From now on it is due again as if it were just taken. */
  begin(waitedMs: number): Promise<Told<S> | undefined>;
  /** Due again at once, for another process. */
  giveUp(): Promise<unknown>;
};

/** Nobody is told of what is older, from when it was due. */
const dayMs = 86_400_000;

export type DueDeps<S extends Subject> = {redis: Redis; source: Source<S>; pace: Pace};

/** The next one that is due, `gone` where there is nothing to tell by itself, or `null`. */
export async function takeAlone<S extends Subject>(deps: DueDeps<S>): Promise<Due<S> | 'gone' | null> {
  const {redis, source, pace} = deps;
  const {kind} = source;
  const member = await nextDue(redis, kind.due, pace.againMs, pace.afterMs);
  if (member === null) return null;
  const done = async () => void (await redis.run(client => client.zRem(kind.due, member)));
  const id = source.idOf(member);
  const read = async () => {
    const subject = id === undefined ? undefined : await readDue(deps, id);
    if (!subject) await done();
    return subject;
  };
  const subject = await read();
  if (!subject || id === undefined) return 'gone';
  const clinic = subject.clinic ?? '';
  const names = source.namesOf(clinic, senderOf(redis, subject, subject.address));
  const one = {member, id, kept: source.keptAt(subject), clinic, ...names};
  if (!(await isAlone(redis, kind, one, pace.pauseMs))) return 'gone';
  const renew = (ms: number) => renewDue(redis, kind.due, member, ms);
  const begin = async (waitedMs: number) => {
    const subject = (await renew(waitedMs)) ? await read() : undefined;
    return subject && {subject, further: 0, done};
  };
  return {clinic, sender: names.sender, begin, giveUp: () => renew(-pace.againMs)};
}

/** The next crowd that is due, or `null`. */
export async function takeCrowd<S extends Subject>(deps: DueDeps<S>): Promise<Due<S> | null> {
  const {redis, source, pace} = deps;
  const crowds = keys.crowds(source.kind.name);
  const crowd = await nextDue(redis, crowds, pace.againMs);
  if (crowd === null) return null;
  const [clinic = ''] = crowd.split(' ');
  const renew = (ms: number) => renewDue(redis, crowds, crowd, ms);
  const begin = async (waitedMs: number) => ((await renew(waitedMs)) ? readCrowd(deps, crowd) : undefined);
  return {clinic, sender: crowd, begin, giveUp: () => renew(-pace.againMs)};
}

/** The most urgent one, for all of them; those of which there is nothing to tell any more have ended before. */
async function readCrowd<S extends Subject>(deps: DueDeps<S>, crowd: string): Promise<Told<S> | undefined> {
  const {redis, source, pace} = deps;
  const ids = await crowdIds(redis, source.kind, crowd);
  const subjects = new Map<string, S>();
  const read = async (id: string) => [id, await readDue(deps, id)] as const;
  for (const [id, subject] of await Promise.all([...new Set(ids)].map(read))) {
    if (subject) subjects.set(id, subject);
  }
  const end = (those: string[], pauseMs: number) =>
    endCrowd(redis, source.kind, {crowd, ids: those, pauseMs});
  const over = ids.filter(id => !subjects.has(id));
  if (over.length > 0 || ids.length === 0) await end(over, pace.againMs);
  const [subject] = [...subjects.values()].toSorted(
    (one, other) => source.urgencyOf(other) - source.urgencyOf(one),
  );
  const told = ids.filter(id => subjects.has(id));
  return subject && {subject, further: subjects.size - 1, done: () => end(told, pace.pauseMs)};
}

/** `undefined` where there is nothing to tell, or not any more. */
async function readDue<S extends Subject>(
  {redis, source, pace: {afterMs = 0}}: DueDeps<S>,
  id: string,
): Promise<S | undefined> {
  const subject = await source.read(redis, id);
  return subject && Date.now() - subject.atMs <= afterMs + dayMs ? subject : undefined;
}

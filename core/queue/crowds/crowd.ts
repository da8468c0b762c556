/**
 * What a clinic is told of one sender: the first few within some minutes one by one, those behind them together, once a
 * minute. Whoever invents emergencies, or conversations that want a person, by the dozen buries those of nobody else,
 * floods nobody's server, and none of anybody's is left untold: behind one address there may be a whole ward. A sender is
 * an address, or a chat, by its keyed digest.
 */
import type {Entry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import type {Redis} from '../../redis/connection.ts';
import {call, defineScript, list, lua, number} from '../../redis/script.ts';

/** What is told. `due`: where it stands until then. `mark`: the field, of what is kept of one, with the name of its crowd. */
export type Kind = {
  name: 'alarms' | 'desk' | 'handoffs';
  due: string;
  mark: string;
  /** Absent: of all senders together there is no bound. */
  mostOfClinic?: number;
};

/** One that is to be told. `member`: of what is due; `id`: of its crowd's list; `kept`: the key of its hash. */
export type Member = {
  member: string;
  id: string;
  kept: string;
  sender: string;
  clinic: string;
  crowd: string;
};

type Crowd = {kind: Kind; crowd: string};

/** Where a proxy's address is taken for that of all its visitors, a ward has its alarms at once all the same. */
const mostOfSender = 20;
/** For whoever has many addresses; so many conversations in as many minutes are more than any desk has. */
export const mostOfClinic = 200;
const windowMs = 600_000;
/** Longer than anybody is told of one. */
const keepMs = 90_000_000;
/** Of a crowd that are told at a time. */
const most = 500;

export const crowdScript = defineScript<Member & Crowd & {pauseMs: number}>()({
  name: 'crowd',
  lua: lua(import.meta.url, 'crowd.lua'),
  uses: [clock],
  keys: {
    kept: ({kept}) => kept,
    of_sender: ({kind, sender}) => keys.rate(kind.name, sender),
    of_clinic: ({kind, clinic}) => keys.rate(kind.name, clinic),
    crowd: ({kind, crowd}) => keys.crowd(kind.name, crowd),
    crowds: ({kind}) => keys.crowds(kind.name),
    due: ({kind}) => kind.due,
  },
  args: {
    id: ({id}) => id,
    member: ({member}) => member,
    mark: ({kind}) => kind.mark,
    crowd: ({crowd}) => crowd,
    most_of_sender: number(() => mostOfSender),
    most_of_clinic: number(({kind}) => kind.mostOfClinic),
    window: () => windowMs,
    keep: () => keepMs,
    pause: number(({pauseMs}) => pauseMs),
  },
  answers: {alone: {}, crowded: {}},
});

export const endCrowdScript = defineScript<Crowd & {ids: readonly string[]; pauseMs: number}>()({
  name: 'end-crowd',
  lua: lua(import.meta.url, 'end-crowd.lua'),
  uses: [clock],
  keys: {crowd: ({kind, crowd}) => keys.crowd(kind.name, crowd), crowds: ({kind}) => keys.crowds(kind.name)},
  args: {crowd: ({crowd}) => crowd, pause: number(({pauseMs}) => pauseMs), ids: list(({ids}) => ids)},
  answers: {ended: {}},
});

/** The name of a sender; `address`: the digest that is kept with a message. */
export function senderOf(
  {sealer}: Pick<Redis, 'sealer'>,
  {channel, session}: Pick<Entry, 'channel' | 'session'>,
  address: string | undefined,
): string {
  return `@${address || sealer.digests(`sender ${channel} ${session}`)[0].slice(0, 22)}`;
}

/** Is it to be told by itself? Otherwise it is told with its crowd, and not due alone any more. */
export async function isAlone(redis: Redis, kind: Kind, member: Member, pauseMs: number): Promise<boolean> {
  return (await call(redis, crowdScript, {...member, kind, pauseMs})).status === 'alone';
}

/** What the members of a crowd are called in its list, the oldest first, as often as they stand there. */
export function crowdIds(redis: Redis, kind: Kind, crowd: string): Promise<string[]> {
  return redis.run(client => client.lRange(keys.crowd(kind.name, crowd), 0, most - 1));
}

/** These need not be told any more; the rest is due in `pauseMs`. */
export async function endCrowd(
  redis: Redis,
  kind: Kind,
  those: {crowd: string; ids: readonly string[]; pauseMs: number},
): Promise<void> {
  await call(redis, endCrowdScript, {kind, ...those});
}

/** The list in which one stands, and as what; `crowd`: what its mark says. */
export function placeIn(
  kind: Kind['name'],
  crowd: string | null | undefined,
  id: string,
): {crowd: string; id: string}[] {
  return crowd ? [{crowd: keys.crowd(kind, crowd), id}] : [];
}

/**
 * Alarms of one sender at one clinic: the first few within some minutes are told one by one, those behind them together,
 * once a minute. Whoever invents alarms by the dozen buries those of nobody else, and none of anybody's is left untold:
 * behind one address there may be a whole ward. A sender is an address, or a chat, by its keyed digest.
 */
import {type Entry, entryKeyOf} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue} from '../../redis/next-due.ts';
import {call, defineScript, list, lua, number} from '../../redis/script.ts';

/** Where a proxy's address is taken for that of all its visitors, a ward has its alarms at once all the same. */
const mostAlone = 20;
const windowMs = 600_000;
/** Longer than anybody is told of an alarm. */
const keepMs = 90_000_000;
/** Of a crowd that are told at a time. */
const most = 500;

export const crowdScript = defineScript<{entry: Entry; crowd: string; pauseMs: number}>()({
  name: 'crowd',
  lua: lua(import.meta.url, 'crowd.lua'),
  uses: [clock],
  keys: {
    message: ({entry}) => keys.message(entry.message),
    told: ({crowd}) => keys.rate('alarms', crowd),
    crowd: ({crowd}) => keys.alarmCrowd(crowd),
    crowds: () => keys.alarmCrowds,
    alarms: () => keys.alarms,
  },
  args: {
    id: ({entry}) => entry.message,
    entry: ({entry}) => entryKeyOf(entry),
    crowd: ({crowd}) => crowd,
    most: number(() => mostAlone),
    window: () => windowMs,
    keep: () => keepMs,
    pause: number(({pauseMs}) => pauseMs),
  },
  answers: {alone: {}, crowded: {}},
});

export const endCrowdScript = defineScript<{crowd: string; ids: readonly string[]; pauseMs: number}>()({
  name: 'end-crowd',
  lua: lua(import.meta.url, 'end-crowd.lua'),
  uses: [clock],
  keys: {crowd: ({crowd}) => keys.alarmCrowd(crowd), crowds: () => keys.alarmCrowds},
  args: {crowd: ({crowd}) => crowd, pause: number(({pauseMs}) => pauseMs), ids: list(({ids}) => ids)},
  answers: {ended: {}},
});

/** The name of its sender's crowd; `address`: the digest that is kept with a message. */
export function crowdOf(
  {sealer}: Pick<Redis, 'sealer'>,
  {channel, session}: Entry,
  {clinic, address}: {clinic: string; address: string | undefined},
): string {
  const sender = address || sealer.digests(`sender ${channel} ${session}`)[0].slice(0, 22);
  return `${clinic} ${sender}`;
}

/** Is it to be told by itself? Otherwise it is told with its crowd, and not due alone any more. */
export async function isAlone(redis: Redis, entry: Entry, crowd: string, pauseMs: number): Promise<boolean> {
  return (await call(redis, crowdScript, {entry, crowd, pauseMs})).status === 'alone';
}

/** The next crowd that is due, with its messages' ids, oldest first; due again after `againMs`. */
export async function nextCrowd(
  redis: Redis,
  againMs: number,
): Promise<{crowd: string; ids: string[]} | null> {
  const crowd = await nextDue(redis, keys.alarmCrowds, againMs);
  if (crowd === null) return null;
  return {crowd, ids: await redis.run(client => client.lRange(keys.alarmCrowd(crowd), 0, most - 1))};
}

/** These need not be told any more. */
export async function endCrowd(
  redis: Redis,
  crowd: string,
  ids: readonly string[],
  pauseMs: number,
): Promise<void> {
  await call(redis, endCrowdScript, {crowd, ids, pauseMs});
}

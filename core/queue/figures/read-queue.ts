/** How the queue is: how much is where, and who is there to answer it. For health and metrics. */
import {workers as group, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {parseWorker, type Worker} from './workers.ts';

export type QueueState = {
  /** Entries in the stream: those that nobody has received yet (`lag`), and those being answered (`pending`). */
  length: number;
  lag: number;
  pending: number;
  /** How long the oldest of them has been there, in milliseconds; 0 where there is none. */
  oldestAgeMs: number;
  /** Messages accepted and not ended, wherever they are. */
  open: number;
  /** Of these, put aside to be tried again, and waiting for a place: in a lane, or aside until its clinic may have a slot. */
  delayed: number;
  lanes: number;
  /** Of these, how many wait aside. */
  aside: number;
  /** Messages that were given up in the last seven days. */
  dead: number;
  /** `holds`: messages that it answers at the moment. */
  workers: (Worker & {holds: number})[];
  /** What Redis' clock shows, in unix milliseconds. */
  clockMs: number;
};

/** One round trip; its cost grows with the number of workers, not of messages. */
export async function readQueue(redis: Redis): Promise<QueueState> {
  const [[seconds, micros], length, groups, consumers, entries, open, delayed, lanes, aside, dead, workers] =
    await redis.run(client =>
      Promise.all([
        client.time(),
        client.xLen(keys.stream),
        client.xInfoGroups(keys.stream).catch(noneYet),
        client.xInfoConsumers(keys.stream, group).catch(noneYet),
        client.xRange(keys.stream, '-', '+', {COUNT: 1}),
        client.zCard(keys.open),
        client.zCard(keys.delayed),
        client.zCard(keys.lanes),
        client.zCard(keys.aside),
        client.xLen(keys.dead),
        client.zRange(keys.workers, 0, -1),
      ]),
    );
  const pending = groups.reduce((sum, group) => sum + group.pending, 0);
  const first = entries?.[0];
  const nowMs = Number(seconds) * 1000 + Number(micros) / 1000;
  return {
    length,
    // Not Redis' own, which it does not know after an entry was deleted unread, as by a cancel.
    lag: Math.max(0, length - pending),
    pending,
    oldestAgeMs: first ? Math.max(0, Math.round(nowMs - Number.parseInt(first.id, 10))) : 0,
    open,
    delayed,
    lanes: lanes + aside,
    aside,
    dead,
    workers: workers.map(parseWorker).map(worker => ({
      ...worker,
      holds: consumers.find(({name}) => name === worker.name)?.pending ?? 0,
    })),
    clockMs: nowMs,
  };
}

/** Before the first message and the first worker there is no stream. */
function noneYet(error: unknown): {name: string; pending: number}[] {
  if (error instanceof Error && /no such key|^NOGROUP/.test(error.message)) return [];
  throw error;
}

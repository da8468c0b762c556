/** Consumers of processes that are no more; each incarnation of a worker has a name of its own. */
import type {Redis} from '../redis/connection.ts';
import {integer} from '../redis/replies.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';
import type {Fifo} from './fifo.ts';

export type Dismissal = {
  fifo: Pick<Fifo, 'stream' | 'group'>;
  /** Those that were silent for at least so long, in milliseconds. */
  silentMs: number;
  /** Only this one. */
  name?: string;
};

export const dismissScript = defineScript<Dismissal>()({
  name: 'dismiss',
  lua: lua(import.meta.url, 'dismiss.lua'),
  keys: {stream: ({fifo}) => fifo.stream},
  args: {
    group: ({fifo}) => fifo.group,
    only: ({name}) => name,
    silent: number(({silentMs}) => silentMs),
  },
  answers: {dismissed: {count: integer}},
});

/** Those that hold nothing. Answers how many; 0 where there is no such stream or group. */
export async function dismissConsumers(redis: Redis, dismissal: Dismissal): Promise<number> {
  return (await call(redis, dismissScript, dismissal)).count;
}

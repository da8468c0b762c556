import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import type {Fifo} from './fifo.ts';

export const joinScript = defineScript<{fifo: Fifo}>()({
  name: 'join',
  lua: lua(import.meta.url, 'join.lua'),
  keys: {stream: ({fifo}) => fifo.stream},
  args: {group: ({fifo}) => fifo.group},
  answers: {joined: {}},
});

/** The group is there afterwards, and reads from the beginning of the stream where it was not. */
export async function join(redis: Redis, fifo: Fifo): Promise<void> {
  await call(redis, joinScript, {fifo});
}

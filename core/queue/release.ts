/** Giving a message back, for a worker that has to stop. */
import type {Entry} from '../fifo/entry.ts';
import {held} from '../fifo/fifo.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {ending} from './ending.ts';
import {inputOf, type MessageInput, type Retention} from './messages.ts';

type Input = MessageInput & {consumer: string; attempt: number | undefined};

export const releaseScript = defineScript<Input>()({
  name: 'release',
  lua: lua(import.meta.url, 'release.lua'),
  uses: [held, ending],
  args: {consumer: ({consumer}) => consumer, attempt: ({attempt}) => attempt},
  answers: {released: {}, lost: {}},
});

/** `attempt`: the one that had begun; absent where none had. `lost`: somebody else has it already. */
export async function release(
  redis: Redis,
  retention: Retention,
  entry: Entry,
  consumer: string,
  attempt?: number,
): Promise<'released' | 'lost'> {
  const input = {...inputOf(entry, retention), consumer, attempt};
  return (await call(redis, releaseScript, input)).status;
}

/** Giving an entry back of which nothing was begun. */
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {fifo, held, type JobInput} from './fifo.ts';

export const returnEntryScript = defineScript<JobInput & {consumer: string}>()({
  name: 'return-entry',
  lua: lua(import.meta.url, 'return-entry.lua'),
  uses: [held, fifo],
  args: {consumer: ({consumer}) => consumer, job: ({entry}) => entry.message},
  answers: {returned: {}, lost: {}},
});

/** `lost`: somebody else has it already. */
export async function returnEntry(
  redis: Redis,
  job: JobInput,
  consumer: string,
): Promise<'returned' | 'lost'> {
  return (await call(redis, returnEntryScript, {...job, consumer})).status;
}

/** Ending a message before it is answered. */
import type {Entry} from '../fifo/entry.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {ending} from './ending.ts';
import {inputOf, type MessageInput, type Retention} from './messages.ts';

export const cancelScript = defineScript<MessageInput>()({
  name: 'cancel',
  lua: lua(import.meta.url, 'cancel.lua'),
  uses: [ending],
  answers: {cancelled: {}, ended: {}},
});

/** `ended`: it was over already, and nothing was written. Safe to repeat. */
export async function cancel(
  redis: Pick<Redis, 'run' | 'sealer'>,
  retention: Retention,
  message: Omit<Entry, 'entryId'>,
): Promise<'cancelled' | 'ended'> {
  return (await call(redis, cancelScript, inputOf({...message, entryId: ''}, retention))).status;
}

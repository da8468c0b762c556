/** Writing down that the piece being sent has gone out; by whoever got to know. */

import {accountOf} from '../chats/chat.ts';
import type {Entry} from '../fifo/entry.ts';
import type {JobInput} from '../fifo/fifo.ts';
import type {Redis} from '../redis/connection.ts';
import {flag} from '../redis/replies.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {delivery, digestOf, inputOf, type Keeping, outgoingKey} from './delivery.ts';

export const recordScript = defineScript<JobInput & {text: string; providerId: string}>()({
  name: 'record',
  lua: lua(import.meta.url, 'record.lua'),
  uses: [delivery],
  keys: {
    outgoing: ({entry: {channel, session}, providerId}) =>
      outgoingKey(channel, accountOf(session), providerId),
  },
  args: {digest: ({text}) => digestOf(text)},
  answers: {
    /** `resumed`: the account was parked until now. */
    recorded: {resumed: flag},
    /** No piece with that text is being sent, or the provider's message is known as another piece. */
    ignored: {},
  },
});

export type Recorded = {status: 'recorded'; resumed: boolean} | {status: 'ignored'};

/** Safe to repeat, and not fenced: what has gone out is a fact, whoever sent it. */
export function recordPiece(
  redis: Redis,
  keeping: Keeping,
  entry: Entry,
  text: string,
  providerId: string,
): Promise<Recorded> {
  return call(redis, recordScript, {...inputOf(entry, keeping), text, providerId});
}

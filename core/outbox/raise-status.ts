/** Receipts: what a provider says has become of a message that was sent through it. */
import type {CommandParser} from 'redis';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';

export type OutgoingStatus = 'pending' | 'sent' | 'failed' | 'delivered' | 'read';

/** A receipt for a message that we have not heard of is kept so long, in milliseconds: its record may be on its way. */
const strangerMs = 3_600_000;

/** `key` is `outgoingKey`. Raises the status, never lowers it; safe to repeat. */
export async function raiseStatus(
  redis: Redis,
  key: string,
  status: OutgoingStatus,
): Promise<'raised' | 'kept'> {
  const [answer] = await redis.run(client => client.raiseStatus(key, status));
  return answer === 'raised' ? 'raised' : 'kept';
}

export const raiseStatusScript = {
  SCRIPT: readLua(import.meta.url, 'raise-status.lua'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, key: string, status: OutgoingStatus) {
    parser.pushKey(key);
    parser.push(status, String(strangerMs));
  },
  transformReply: words,
};

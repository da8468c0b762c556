/** Writing down that the piece being sent has gone out; by whoever got to know. */
import type {CommandParser} from 'redis';
import {accountOf} from '../channels/session.ts';
import type {Entry} from '../fifo/entry.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import {digestOf, type Keeping, letterKeys, outgoingKey, pushLetter} from './delivery.ts';

export type Recorded = {
  /** `ignored`: no piece with that text is being sent, or the provider's message is known as another piece. */
  status: 'recorded' | 'ignored';
  /** Was the account parked until now? */
  resumed: boolean;
};

/** Safe to repeat, and not fenced: what has gone out is a fact, whoever sent it. */
export async function recordPiece(
  redis: Redis,
  keeping: Keeping,
  entry: Entry,
  text: string,
  providerId: string,
): Promise<Recorded> {
  const [status, resumed] = await redis.run(client => client.recordPiece(entry, text, providerId, keeping));
  return {status: status === 'recorded' ? status : 'ignored', resumed: resumed === '1'};
}

export const recordPieceScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'record.lua'),
  NUMBER_OF_KEYS: letterKeys + 1,
  parseCommand(parser: CommandParser, entry: Entry, text: string, providerId: string, keeping: Keeping) {
    const outgoing = outgoingKey(entry.channel, accountOf(entry.session), providerId);
    pushLetter(parser, entry, keeping, outgoing);
    parser.push(providerId, digestOf(text));
  },
  transformReply: words,
};

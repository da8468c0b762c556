/**
 * A letter: the answer to a message on its way to where that came from. Its place in the outbox has the form of a
 * place in the messages stream; its text stays in the message, and what has become of it in the delivery.
 */
import {createHash} from 'node:crypto';
import type {CommandParser} from 'redis';
import type {Entry} from '../fifo/entry.ts';
import {type Channel, keys, senders} from '../keys.ts';

/** How long a delivery and what is known of its pieces are kept, in milliseconds. */
export type Keeping = {resultTtlMs: number};

/** What every script of the outbox is given first: see `letter.lua`. */
export function pushLetter(
  parser: CommandParser,
  entry: Entry,
  {resultTtlMs}: Keeping,
  ...furtherKeys: string[]
): void {
  const {message, channel, session} = entry;
  parser.pushKey(keys.message(message));
  parser.pushKey(keys.delivery(message));
  parser.pushKey(keys.outbox);
  parser.pushKey(keys.letters(channel, session));
  parser.pushKey(keys.outboxDelayed);
  parser.pushKey(keys.parked);
  parser.pushKey(keys.transcript(channel, session));
  parser.pushKey(keys.letterPlaces);
  parser.pushKeys(furtherKeys);
  parser.push(message, entry.entry, senders, channel, session, String(resultTtlMs));
}

/** How many keys that are. */
export const letterKeys = 8;

/** What receipts say of a provider's message is kept under this key. */
export function outgoingKey(channel: Channel, account: string, providerId: string): string {
  return keys.outgoing(digestOf(`${channel} ${account} ${providerId}`));
}

/** What is known of an account of ours goes by itself after it was taken out of the settings. */
export const accountTtlMs = 30 * 24 * 3_600_000;

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

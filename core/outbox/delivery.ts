/**
 * A delivery: the answer to a message on its way to where that came from. The deliveries of a chat leave one after the
 * other; the text stays in the message, and what has become of it in a hash of the delivery's own.
 */
import {createHash} from 'node:crypto';
import {accountOf} from '../chats/chat.ts';
import type {Entry} from '../fifo/entry.ts';
import {type Fifo, fifo, type JobInput} from '../fifo/fifo.ts';
import type {Claim} from '../fifo/heartbeat.ts';
import {type Channel, keys, senders} from '../keys.ts';
import {lua, type Prelude} from '../redis/script.ts';

export const deliveries: Fifo = {
  stream: keys.outbox,
  group: senders,
  delayed: keys.outboxDelayed,
  jobs: ({channel, session}) => keys.deliveries(channel, session),
  head: ({channel, session}) => ({key: keys.deliveryHeads, field: `${channel} ${session}`}),
  hash: keys.delivery,
  running: 'open',
};

export type Delivery = Claim & {
  text: string;
  /** What may be said next; a chat has no buttons for it. */
  choices: readonly string[];
  target: string;
  /** The message answered, where others came in after it. */
  quoted: string | undefined;
  /** Pieces that have gone out. */
  sent: number;
  /** Of the message that it answers. */
  trace: string | undefined;
  /** The next piece, where it may have gone out as well. */
  open: OpenPiece | undefined;
};

export type OpenPiece = {
  piece: number;
  tries: number;
  /** When it was first tried, in unix milliseconds by Redis' clock. */
  sinceMs: number;
  /** How long nobody has known, in milliseconds. */
  unsureMs: number;
};

/** How long a delivery and what is known of its pieces are kept, in milliseconds. */
export type Keeping = {resultTtlMs: number};

export function inputOf(entry: Entry, {resultTtlMs}: Keeping): JobInput {
  return {fifo: deliveries, entry, keepMs: resultTtlMs};
}

/** What is known of an account of ours goes by itself after it was taken out of the settings. */
export const accountTtlMs = 30 * 24 * 3_600_000;

/** `account`, `is_current(attempt)`, and what moves a delivery. */
export const delivery: Prelude<JobInput> = {
  lua: lua(import.meta.url, 'delivery.lua'),
  uses: [fifo],
  keys: {
    delivery: ({entry}) => keys.delivery(entry.message),
    parked: () => keys.parked,
    account: ({entry}) => keys.account(entry.channel, accountOf(entry.session)),
  },
  args: {id: ({entry}) => entry.message, entry: ({entry}) => entry.entryId},
  constants: {keep_figures: accountTtlMs},
};

/** `give_up(reason)`. */
export const givingUp: Prelude<JobInput> = {
  lua: lua(import.meta.url, 'give-up.lua'),
  uses: [delivery],
  keys: {dead_deliveries: () => keys.deadDeliveries, given_up: () => keys.givenUp},
};

/** What receipts say of a provider's message is kept under this key. */
export function outgoingKey(channel: Channel, account: string, providerId: string): string {
  return keys.outgoing(digestOf(`${channel} ${account} ${providerId}`));
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

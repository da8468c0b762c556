/** Receipts: what a provider says has become of a message that was sent through it. */
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {optionalText} from '../redis/replies.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {accountTtlMs, outgoingKey} from './delivery.ts';

/** Ever higher, except `failed`, which is final unless `delivered` or `read` was seen. */
export type ReceiptStatus = 'sent' | 'delivered' | 'read' | 'failed';

export type Receipt = {channel: Channel; account: string; providerId: string; status: ReceiptStatus};

/** A receipt for a message that we have not heard of is kept so long, in milliseconds: its record may be on its way. */
const strangerMs = 3_600_000;

export const raiseStatusScript = defineScript<Receipt>()({
  name: 'raise-status',
  lua: lua(import.meta.url, 'raise-status.lua'),
  keys: {
    outgoing: ({channel, account, providerId}) => outgoingKey(channel, account, providerId),
    account: ({channel, account}) => keys.account(channel, account),
    given_up: () => keys.givenUp,
  },
  args: {
    account: ({channel, account}) => `${channel} ${encodeURIComponent(account)}`,
    status: ({status}) => status,
    keep: () => strangerMs,
    keep_account: () => accountTtlMs,
  },
  // A failure after the tick is believed, one after the delivery is not.
  constants: {rank: {pending: 0, sent: 1, failed: 2, delivered: 3, read: 4}},
  answers: {
    /** `message`: whose answer it is, where we know of one. */
    raised: {message: optionalText},
    /** As much or more was known. */
    kept: {},
  },
});

export type Raised = {status: 'raised'; message: string | undefined} | {status: 'kept'};

/** Raises the status, never lowers it; counts a failure for its account. Safe to repeat. */
export function raiseStatus(redis: Redis, receipt: Receipt): Promise<Raised> {
  return call(redis, raiseStatusScript, receipt);
}

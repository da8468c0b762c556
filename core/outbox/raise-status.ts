/** Receipts: what a provider says has become of a message that was sent through it. */
import type {CommandParser} from 'redis';
import type {ReceiptStatus} from '../channels/channel.ts';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import {accountTtlMs, outgoingKey} from './delivery.ts';

export type Receipt = {channel: Channel; account: string; providerId: string; status: ReceiptStatus};

export type Raised = {
  /** `kept`: as much or more was known. */
  status: 'raised' | 'kept';
  /** Whose answer it is, where we know of one. */
  message?: string | undefined;
};

/** A receipt for a message that we have not heard of is kept so long, in milliseconds: its record may be on its way. */
const strangerMs = 3_600_000;

/** Raises the status, never lowers it; counts a failure for its account. Safe to repeat. */
export async function raiseStatus(redis: Redis, receipt: Receipt): Promise<Raised> {
  const [status, message] = await redis.run(client => client.raiseStatus(receipt));
  return {status: status === 'raised' ? status : 'kept', message: message || undefined};
}

export const raiseStatusScript = {
  SCRIPT: readLua(import.meta.url, 'raise-status.lua'),
  NUMBER_OF_KEYS: 2,
  parseCommand(parser: CommandParser, {channel, account, providerId, status}: Receipt) {
    parser.pushKey(outgoingKey(channel, account, providerId));
    parser.pushKey(keys.account(channel, account));
    parser.push(status, String(strangerMs), String(accountTtlMs));
  },
  transformReply: words,
};

/** What Evolution tells about our own messages and instances: receipts, sends that it made, connections. */
import {z} from 'zod';
import type {ReceiptStatus} from '../../outbox/raise-status.ts';
import type {Parsed, StatusEvent} from '../channel.ts';
import {addressOf, MessageKey} from './address.ts';
import {chatsOf} from './parse-message.ts';
import {readContent} from './read-content.ts';

/** Whose status it is: the secret is what people's names are hashed with. */
type Source = {instance: string; secret: string; nowMs: number};

const receiptStatuses: Record<string, ReceiptStatus> = {
  ERROR: 'failed',
  SERVER_ACK: 'sent',
  DELIVERY_ACK: 'delivered',
  READ: 'read',
  PLAYED: 'read',
};
/** The same by WhatsApp's own numbers. */
const statusWords = ['ERROR', 'PENDING', 'SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED'];

const Receipt = z.object({
  keyId: z.string().min(1).max(256),
  fromMe: z.boolean().optional().catch(undefined),
  status: z.union([z.string(), z.int().transform(number => statusWords[number] ?? '')]),
});

/** `messages.update` */
export function parseReceipt(data: unknown, {instance}: Source): Parsed {
  const receipt = Receipt.safeParse(data).data;
  if (!receipt) return {type: 'ignored', reason: 'malformed'};
  if (receipt.fromMe === false) return {type: 'ignored', reason: 'not_ours'};
  const status = Object.hasOwn(receiptStatuses, receipt.status) && receiptStatuses[receipt.status];
  if (!status) return {type: 'ignored', reason: 'empty'};
  return tell({type: 'receipt', account: instance, providerId: receipt.keyId, status});
}

const Echo = z.object({key: MessageKey, message: z.unknown().optional()});

/** `send.message`: the same shape as the answer to the send. */
export function parseEcho(data: unknown, {instance, secret, nowMs}: Source): Parsed {
  const echo = Echo.safeParse(data).data;
  if (!echo) return {type: 'ignored', reason: 'malformed'};
  const address = addressOf(echo.key);
  if (typeof address === 'string') return {type: 'ignored', reason: address};
  const content = readContent(echo.message);
  if (typeof content === 'string') return {type: 'ignored', reason: 'empty'};
  const chats = chatsOf(secret, instance, address.identities);
  const {id: providerId} = echo.key;
  return tell({type: 'echo', account: instance, providerId, chats, text: content.text, atMs: nowMs});
}

const Connection = z.object({
  state: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
});

/** `connection.update`, and `status.instance`, which says the same in another word. */
export function parseConnection(data: unknown, {instance}: Source): Parsed {
  const connection = Connection.safeParse(data).data;
  const state = connection?.state ?? connection?.status;
  if (state === 'open' || state === 'connecting') {
    return tell({type: 'connection', account: instance, state});
  }
  // `refused`: nobody has scanned the code. `closed`: what `status.instance` calls it.
  if (state === 'close' || state === 'closed' || state === 'refused') {
    return tell({type: 'connection', account: instance, state: 'close'});
  }
  return {type: 'ignored', reason: 'malformed'};
}

/** `logout.instance` and `remove.instance`, whose data is null. */
export function parseLogout(_data: unknown, {instance}: Source): Parsed {
  return tell({type: 'connection', account: instance, state: 'close'});
}

function tell(event: StatusEvent): Parsed {
  return {type: 'status', event};
}

/** What Evolution tells about our own messages and instances: receipts, sends that it made, connections. */
import {z} from 'zod';
import type {ReceiptStatus} from '../../outbox/raise-status.ts';
import type {Parsed, StatusEvent} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {readContent} from './content/read-content.ts';
import {editOf, type ParseOptions, receivedFrom} from './parse-message.ts';
import {addressOf, MessageKey} from './person/address.ts';

/** In Baileys' words and, behind the BUSINESS channel, in Meta's. */
const receiptStatuses: Record<string, ReceiptStatus> = {
  ERROR: 'failed',
  SERVER_ACK: 'sent',
  DELIVERY_ACK: 'delivered',
  READ: 'read',
  PLAYED: 'read',
  SENT: 'sent',
  DELIVERED: 'delivered',
  FAILED: 'failed',
};
/** The same by WhatsApp's own numbers. */
const statusWords = ['ERROR', 'PENDING', 'SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED'];

const Receipt = z.object({
  keyId: z.string().min(1).max(256),
  remoteJid: z.string().optional().catch(undefined),
  fromMe: z.boolean().optional().catch(undefined),
  status: z.union([z.string(), z.int().transform(number => statusWords[number] ?? '')]).optional(),
  message: z.unknown().optional(),
});
type Receipt = z.infer<typeof Receipt>;

/**
 * `messages.update`: what became of a message of ours, or that somebody changed theirs. A receipt is its message's by
 * instance and id alone, which only the chat that got the message knows. Its chat is not compared: Evolution names that by
 * a LID where we sent to a phone number, and the other way; 2.3 gives half of the events that come together each other's
 * chat; and one may come before it is written down here where its message went. To drop a true one would lose a bounce,
 * while one of another chat's could say no more than that something was delivered.
 */
export function parseReceipt(data: unknown, options: ParseOptions): Parsed {
  const receipt = Receipt.safeParse(data).data;
  if (!receipt) return {type: 'ignored', reason: 'malformed'};
  const {keyId, fromMe, status: word = ''} = receipt;
  if (receipt.message !== undefined && receipt.message !== null) return parseChange(receipt, options);
  // Of Meta's ids it always says that they are not ours.
  if (fromMe === false && !(options.idMaker === 'meta' && keyId.startsWith('wamid.')))
    return {type: 'ignored', reason: 'not_ours'};
  const status = Object.hasOwn(receiptStatuses, word) && receiptStatuses[word];
  if (!status) return {type: 'ignored', reason: word === 'DELETED' ? 'deleted' : 'empty'};
  return tell({type: 'receipt', account: options.instance, providerId: keyId, status});
}

function parseChange({keyId, remoteJid, fromMe, message}: Receipt, options: ParseOptions): Parsed {
  if (fromMe) return {type: 'ignored', reason: 'own'};
  const content = readContent(message);
  const text = content.type === 'words' || content.type === 'edit' ? cleanText(content.text) : '';
  if (text === '') return {type: 'ignored', reason: 'edited'};
  const key = MessageKey.parse({id: keyId, remoteJid});
  const address = addressOf(key, options.idMaker);
  if (typeof address === 'string') return {type: 'ignored', reason: address};
  const from = receivedFrom({key, messageTimestamp: undefined}, address, options);
  return editOf(options, from, keyId, text);
}

const Connection = z.object({
  state: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
});

/** `connection.update`, and `status.instance`, which says the same in another word. */
export function parseConnection(data: unknown, {instance}: Pick<ParseOptions, 'instance'>): Parsed {
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
export function parseLogout(_data: unknown, {instance}: Pick<ParseOptions, 'instance'>): Parsed {
  return tell({type: 'connection', account: instance, state: 'close'});
}

function tell(event: StatusEvent): Parsed {
  return {type: 'status', event};
}

/** SMS as Twilio posts it to us: `/webhooks/sms`; the same address takes what has become of our own. */
import {z} from 'zod';
import type {ReceiptStatus} from '../../outbox/raise-status.ts';
import type {Inbound, Parsed, Site, Webhook} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {hashWith} from '../hash-with.ts';
import type {SmsSettings} from './settings.ts';
import {isSigned} from './signature.ts';

export const smsWebhook: Webhook = {
  path: '/webhooks/sms',
  summary: 'SMS through Twilio',
  proof: {header: 'X-Twilio-Signature', is: 'Twilio’s signature of address and form'},
  format: 'form',
  limitBytes: 64 * 1024,
  answer: {type: 'text/xml', body: '<Response></Response>'},
};
/** There is one, whatever number sends for it. */
export const smsAccount = 'twilio';

const receiptStatuses: Record<string, ReceiptStatus> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
};

const Fields = z.object({
  MessageSid: z.string().min(1).max(256),
  AccountSid: z.string(),
  From: z.string().min(1).max(256).optional(),
  Body: z.string().optional(),
  NumMedia: z.string().optional(),
  MessageStatus: z.string().optional(),
});

/** Needs PUBLIC_URL: the signature covers the address that Twilio was told. */
export function createSmsInbound(
  {accountSid, authToken}: SmsSettings,
  {publicUrl}: Site,
): Inbound | undefined {
  if (!accountSid || !authToken || !publicUrl) return undefined;
  return {
    name: 'sms',
    async authenticate(request) {
      const signature = request.header('x-twilio-signature');
      if (signature === '') return false;
      const fields = await request.body();
      if (!(fields instanceof URLSearchParams)) return false;
      return isSigned({url: publicUrl + request.url, fields, signature}, authToken);
    },
    parse: (body, _, nowMs) => parseFields(body, {accountSid, secret: authToken, nowMs}),
  };
}

function parseFields(body: unknown, source: {accountSid: string; secret: string; nowMs: number}): Parsed {
  const given = body instanceof URLSearchParams ? Object.fromEntries(body) : undefined;
  const {data: fields} = Fields.safeParse(given);
  if (!fields) return {type: 'ignored', reason: 'malformed'};
  const {MessageSid: id, From: from, MessageStatus: status} = fields;
  if (fields.AccountSid !== source.accountSid) return {type: 'ignored', reason: 'unknown_instance'};
  if (status !== undefined && status !== 'received') return parseStatus(id, status);
  if (from === undefined) return {type: 'ignored', reason: 'malformed'};

  const chat = hashWith(source.secret, smsAccount)(from);
  const message = {
    account: smsAccount,
    chats: [chat] as const,
    sender: chat,
    target: from,
    providerId: id,
    eventId: id,
    atMs: source.nowMs, // Twilio does not say when
    clinic: undefined,
  };
  const text = cleanText(fields.Body ?? '');
  if (text !== '') return {type: 'message', message: {...message, text}};
  return Number(fields.NumMedia) > 0 ? {type: 'wordless', message} : {type: 'ignored', reason: 'empty'};
}

function parseStatus(providerId: string, word: string): Parsed {
  const status = Object.hasOwn(receiptStatuses, word) && receiptStatuses[word];
  if (!status) return {type: 'ignored', reason: 'empty'}; // on its way
  return {type: 'status', event: {type: 'receipt', account: smsAccount, providerId, status}};
}

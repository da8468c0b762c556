/** SMS as Twilio posts it to us: `/webhooks/sms`; the same address takes what has become of our own. */
import {z} from 'zod';
import type {ReceiptStatus} from '../../outbox/raise-status.ts';
import type {Inbound, Parsed, Received, Site, Webhook, Wish} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {hashWith} from '../hash-with.ts';
import {doesTwilioAnswer, wishIn} from '../hearing/wishes.ts';
import {
  accountOf,
  firstAccount,
  isPerson,
  namesOf,
  parseAddress,
  type TwilioAddress,
  targetOf,
} from './address.ts';
import {isCutByTwilio} from './cut.ts';
import type {SmsSettings} from './settings.ts';
import {isSigned} from './signature.ts';
import {isTapback} from './tapback.ts';

export const smsWebhook: Webhook = {
  path: '/webhooks/sms',
  summary: 'SMS through Twilio',
  proof: {header: 'X-Twilio-Signature', is: 'Twilio’s signature of address and form'},
  format: 'form',
  limitBytes: 64 * 1024,
  answer: {type: 'text/xml', body: '<Response></Response>'},
};

const receiptStatuses: Record<string, ReceiptStatus> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
};

const Address = z.string().min(1).max(256).optional();
const Fields = z.object({
  MessageSid: z.string().min(1).max(256),
  AccountSid: z.string(),
  From: Address,
  To: Address,
  Body: z.string().optional(),
  NumMedia: z.string().optional(),
  MessageStatus: z.string().optional(),
  OptOutType: z.string().optional(),
});
type Fields = z.infer<typeof Fields>;

type Source = Pick<SmsSettings, 'from' | 'numbers'> & {accountSid: string; secret: string; nowMs: number};

/** Needs PUBLIC_URL: the signature covers the address that Twilio was told. */
export function createSmsInbound(settings: SmsSettings, {publicUrl}: Site): Inbound | undefined {
  const {accountSid, authToken, from, numbers} = settings;
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
    parse: (body, _, nowMs) => parseFields(body, {accountSid, secret: authToken, from, numbers, nowMs}),
  };
}

function parseFields(body: unknown, source: Source): Parsed {
  const given = body instanceof URLSearchParams ? body : new URLSearchParams();
  const {data: fields} = Fields.safeParse(Object.fromEntries(given));
  if (!fields || !isCutByTwilio(given, Object.keys(Fields.shape)))
    return {type: 'ignored', reason: 'malformed'};
  if (fields.AccountSid !== source.accountSid) return {type: 'ignored', reason: 'unknown_instance'};
  const {MessageStatus: status} = fields;
  if (status !== undefined && status !== 'received') return parseStatus(fields, status, source);
  if (fields.From === undefined) return {type: 'ignored', reason: 'malformed'};
  const person = parseAddress(fields.From);
  if (!isPerson(person)) return {type: 'ignored', reason: 'automated'};
  return parseMessage(fields, person, source);
}

function parseMessage(fields: Fields, person: TwilioAddress, source: Source): Parsed {
  const text = cleanText(fields.Body ?? '');
  if (isTapback(text)) return {type: 'ignored', reason: 'reaction'};
  const hasMedia = Number(fields.NumMedia) > 0;
  const message = {...receivedFrom(fields, person, source), ...(hasMedia && {media: {}})};
  if (text !== '') return {type: 'message', message: {...message, ...wishOf(fields, text, person), text}};
  return hasMedia ? {type: 'wordless', message} : {type: 'ignored', reason: 'empty'};
}

function receivedFrom({To: ours, MessageSid: id}: Fields, person: TwilioAddress, source: Source): Received {
  const {from: first, numbers, secret, nowMs} = source;
  const isFirst = ours === undefined || ours === first;
  const hash = hashWith(secret, isFirst ? firstAccount : `${firstAccount} ${ours}`);
  const [best, ...others] = namesOf(person);
  return {
    account: accountOf(ours, first),
    chats: [hash(best), ...others.map(hash)],
    sender: hash(best),
    target: targetOf(person.full, ours, first),
    providerId: id,
    eventId: id,
    atMs: nowMs, // Twilio does not say when
    clinic: ours === undefined ? undefined : (numbers.get(ours) ?? numbers.get(parseAddress(ours).name)),
    // Carriers let nothing through after STOP until START comes. WhatsApp's rule is its own, also through Twilio.
    ...(person.medium === 'whatsapp' ? {medium: 'whatsapp'} : {needsOptIn: true}),
  };
}

const optOutTypes: Record<string, Wish> = {STOP: 'stop', START: 'start', HELP: 'help'};

/** With an `OptOutType` Twilio has answered; without one it does so for its own words, on whole numbers. */
function wishOf(
  {OptOutType: type = '', To: ours = '+'}: Fields,
  text: string,
  {medium}: TwilioAddress,
): Pick<Received, 'wish' | 'isWishAnswered'> {
  const told = Object.hasOwn(optOutTypes, type) ? optOutTypes[type] : undefined;
  if (told !== undefined) return {wish: told, isWishAnswered: true};
  const {wish} = wishIn(text);
  if (wish === undefined) return {};
  return {wish, isWishAnswered: medium === '' && ours.startsWith('+') && doesTwilioAnswer(text)};
}

/** A callback is of a message of ours: it comes from the number that sent it. */
function parseStatus({MessageSid: providerId, From: ours}: Fields, word: string, {from}: Source): Parsed {
  const status = Object.hasOwn(receiptStatuses, word) && receiptStatuses[word];
  if (!status) return {type: 'ignored', reason: 'empty'}; // on its way
  const account = accountOf(ours, from);
  return {type: 'status', event: {type: 'receipt', account, providerId, status}};
}

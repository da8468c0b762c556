/** One WhatsApp message, as `messages.upsert` and `findMessages` tell it alike, of Evolution 2.2 to 2.4. */
import {createHash} from 'node:crypto';
import {z} from 'zod';
import type {Chats, Ignored, Parsed, Received, Said} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {hashWith} from '../hash-with.ts';
import {wishIn} from '../hearing/wishes.ts';
import {type Content, readContent, readProtocol} from './content/read-content.ts';
import {isMembers} from './content/words-in.ts';
import {type Address, addressOf, MessageKey} from './person/address.ts';
import type {IdMaker} from './person/meta-id.ts';
import {isSameChat} from './person/same-chat.ts';

export type ParseOptions = {
  /** The secret that people's names are hashed with. */
  secret: string;
  instance: string;
  /** The clinic that answers there. */
  clinic: string;
  nowMs: number;
  idMaker: IdMaker;
  /** The instance's own JID, where the event tells it. */
  self?: string | undefined;
};

/** Unix seconds: a number, a string of digits, or a 64-bit number in two halves. */
const Seconds = z.union([
  z.number().nonnegative(),
  z.string().regex(/^\d+$/).transform(Number),
  z
    .object({low: z.int(), high: z.int().nonnegative()})
    .transform(({low, high}) => high * 2 ** 32 + (low >>> 0)),
]);

const Message = z.object({
  key: MessageKey,
  message: z.unknown().optional(),
  messageTimestamp: Seconds.optional().catch(undefined),
});
type Message = z.infer<typeof Message>;

/** Never throws. A time that cannot be read counts as now. */
export function parseMessage(record: unknown, options: ParseOptions): Parsed {
  const {data} = Message.safeParse(record);
  if (!data) return ignored('malformed');
  const address = addressOf(data.key, options.idMaker);
  if (typeof address === 'string') return ignored(address);
  const content = readContent(data.message);
  if (content.type === 'noise') return ignored(content.reason);
  const message = receivedFrom(data, address, options);
  if (data.key.fromMe) return parseOwn(message, content, 'phone');
  if (content.type === 'wordless') return {type: 'wordless', message: {...message, media: {}}};
  const text = cleanText(content.text);
  if (text === '') return ignored('empty');
  if (content.type === 'edit') return editOf(options, message, content.original, text);
  const media = content.isMedia && {media: {}};
  return {type: 'message', message: {...message, ...media, ...wishIn(text), text}};
}

/**
 * A record of `findMessages`. Of a message that was changed it has the new words: whoever heard the old ones by webhook
 * learns that they were. There the time is that of the change.
 */
export function parseRecord(record: Record<string, unknown>, options: ParseOptions): Said[] {
  const parsed = parseMessage(record, options);
  if (parsed.type === 'status' || parsed.type === 'ignored') return [];
  const updates = Array.isArray(record['MessageUpdate']) ? record['MessageUpdate'] : [];
  const isEdited = updates.some(update => isMembers(update) && update['status'] === 'EDITED');
  if (!isEdited || parsed.type !== 'message') return [parsed];
  const {message} = parsed;
  return [parsed, editOf(options, message, message.providerId, message.text)];
}

/** What the clinic wrote itself, or another program for it, or we. An edit of that changes nothing for anybody. */
export function parseOwn(message: Received, content: Content, by: 'phone' | 'program'): Parsed {
  if (content.type === 'edit' || content.type === 'noise') return ignored('own');
  const text = content.type === 'words' ? cleanText(content.text) : '';
  return {type: 'own', message: {...message, text}, by};
}

/** `send.message`: the same shape as the answer to the send. It may come before that, or though none comes. */
export function parseSent(data: unknown, options: ParseOptions): Parsed {
  const sent = Message.safeParse(data).data;
  if (!sent) return ignored('malformed');
  const address = addressOf(sent.key, options.idMaker);
  if (typeof address === 'string') return ignored(address);
  return parseOwn(receivedFrom(sent, address, options), readContent(sent.message), 'program');
}

/**
 * `messages.edited`: the raw protocol message. Its key is told as whoever wrote sees it: only the id says which message
 * is meant, and the other party may be ourselves.
 */
export function parseEdited(data: unknown, options: ParseOptions): Parsed {
  if (!isMembers(data)) return ignored('malformed');
  const content = readProtocol(data);
  if (content.type !== 'edit') return ignored(content.type === 'noise' ? content.reason : 'edited');
  const text = cleanText(content.text);
  const key = MessageKey.safeParse(data['key']).data;
  if (text === '' || !key) return ignored('edited');
  const ms = Number(data['timestampMs']);
  const at = {messageTimestamp: ms > 0 ? ms / 1000 : undefined};
  const address = addressOf({...key, fromMe: undefined}, options.idMaker);
  const {self} = options;
  const isSelf = self !== undefined && isSameChat(key.remoteJid ?? '', self);
  const isKnown = typeof address !== 'string' && !isSelf;
  const from = isKnown ? receivedFrom({key, ...at}, address, options) : undefined;
  const parsed = editOf(options, from, content.original, text);
  // A phone that is not ours is the writer's: only what is called as we are may be the other side of the chat.
  const isHearsay = self === undefined || !/^\d+@s\.whatsapp\.net$/.test(key.remoteJid ?? '');
  return {...parsed, edit: {...parsed.edit, isHearsay, isWaitedFor: true}};
}

/** The same words again are the same edit, whichever event tells it. `from`: who did, where that is known. */
export function editOf(
  {instance: account, clinic, nowMs}: Pick<ParseOptions, 'instance' | 'clinic' | 'nowMs'>,
  from: Received | undefined,
  original: string,
  text: string,
): Extract<Parsed, {type: 'edit'}> {
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 16);
  const eventId = `edit ${original} ${digest}`;
  const atMs = from?.atMs ?? nowMs;
  const of = {eventId: original};
  return {type: 'edit', edit: {account, clinic, text, atMs, eventId, of, from: from && {...from, eventId}}};
}

export function receivedFrom(
  {key, messageTimestamp}: Pick<Message, 'key' | 'messageTimestamp'>,
  {identities, target, isMixedUp}: Address,
  {secret, instance, clinic, nowMs}: ParseOptions,
): Received {
  const chats = chatsOf(secret, instance, identities);
  return {
    account: instance,
    chats,
    sender: chats[0],
    target,
    providerId: key.id,
    eventId: key.id,
    atMs: messageTimestamp === undefined ? nowMs : messageTimestamp * 1000,
    clinic,
    ...(isMixedUp && {isMixedUp}),
  };
}

export function chatsOf(secret: string, instance: string, [best, ...others]: Chats): Chats {
  const hash = hashWith(secret, instance);
  return [hash(best), ...others.map(hash)];
}

function ignored(reason: Ignored): Parsed {
  return {type: 'ignored', reason};
}

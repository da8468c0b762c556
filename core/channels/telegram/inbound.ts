/** Telegram as its Bot API posts it to us: `/webhooks/telegram`. Chats between two people only. */
import {z} from 'zod';
import type {Ignored, Inbound, Parsed, Received, Webhook} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {hashWith} from '../hash-with.ts';
import {sameSecret} from '../same-secret.ts';
import {commandIn} from './command.ts';
import {isMachine, Message, Person, whyQuiet, wordsOf} from './message.ts';
import type {TelegramSettings} from './settings.ts';

export const telegramWebhook: Webhook = {
  path: '/webhooks/telegram',
  summary: 'Telegram',
  proof: {header: 'X-Telegram-Bot-Api-Secret-Token', is: 'The secret given to setWebhook'},
  format: 'json',
  limitBytes: 1024 * 1024,
};

/** A press of a button; `message` is the one that has the button, written by the bot. */
const Press = z.object({from: Person, message: Message, data: z.string().optional().catch(undefined)});

const Update = z.object({
  update_id: z.number().refine(Number.isSafeInteger),
  message: z.unknown().optional(),
  callback_query: z.unknown().optional(),
  edited_message: z.unknown().optional(),
  message_reaction: z.unknown().optional(),
  message_reaction_count: z.unknown().optional(),
  my_chat_member: z.unknown().optional(),
});
type Update = z.infer<typeof Update>;

export function createTelegramInbound({
  botToken,
  webhookSecret: secret,
}: TelegramSettings): Inbound | undefined {
  if (!botToken || !secret) return undefined;
  const account = botToken.split(':')[0] ?? ''; // the bot's id, no secret
  return {
    name: 'telegram',
    authenticate: async request => sameSecret(request.header('x-telegram-bot-api-secret-token'), secret),
    parse: (body, _, nowMs) => parseUpdate(body, {account, hash: hashWith(secret, account), nowMs}),
  };
}

type Source = {account: string; hash: (identity: string) => string; nowMs: number};

function parseUpdate(body: unknown, source: Source): Parsed {
  const {data: update} = Update.safeParse(body);
  if (!update) return ignored('malformed');
  if (update.edited_message !== undefined) return parseEdit(update, source);
  if (update.callback_query !== undefined) return parsePress(update, source);
  if (update.message !== undefined) return parseMessage(update, source);
  if (update.message_reaction !== undefined || update.message_reaction_count !== undefined) {
    return ignored('reaction');
  }
  return ignored(update.my_chat_member === undefined ? 'unknown_event' : 'setting');
}

function parseMessage({update_id, message: given}: Update, source: Source): Parsed {
  const {data: message} = Message.safeParse(given);
  if (!message) return ignored('malformed');
  const received = receivedFrom(message, message.from, update_id, source);
  if (typeof received === 'string') return ignored(received);
  const quiet = whyQuiet(message);
  if (quiet) return ignored(quiet);
  const {text: words, isMedia} = wordsOf(message);
  const album = message.media_group_id;
  const media = isMedia && {media: album === undefined ? {} : {album}};
  const text = cleanText(words);
  if (text === '') return {type: 'wordless', message: {...received, ...media}};
  return {type: 'message', message: {...received, ...media, ...commandIn(text), text}};
}

/** What is written on the button is what the person has read. */
function parsePress({update_id, callback_query: given}: Update, source: Source): Parsed {
  const {data: press} = Press.safeParse(given);
  if (!press) return ignored('malformed');
  const {message, data, from} = press;
  const received = receivedFrom({...message, date: undefined}, from, update_id, source);
  if (typeof received === 'string') return ignored(received);
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  const text = cleanText(buttons.find(button => button.callback_data === data)?.text ?? data ?? '');
  return text === '' ? ignored('empty') : {type: 'message', message: {...received, text}};
}

/** A place that moves and a picture that is exchanged are edits as well: without words they say nothing. */
function parseEdit({update_id, edited_message: given}: Update, source: Source): Parsed {
  const {data: message} = Message.safeParse(given);
  if (!message) return ignored('malformed');
  const received = receivedFrom(
    {...message, date: message.edit_date ?? message.date},
    message.from,
    update_id,
    source,
  );
  if (typeof received === 'string') return ignored(received);
  const text = cleanText(wordsOf(message).text);
  if (text === '') return ignored('edited');
  const {account, clinic, atMs, eventId, providerId} = received;
  return {type: 'edit', edit: {account, clinic, text, atMs, eventId, of: {providerId}, from: received}};
}

function receivedFrom(
  {chat, date, message_id}: Pick<Message, 'chat' | 'date' | 'message_id'>,
  from: Person | undefined,
  updateId: number,
  {account, hash, nowMs}: Source,
): Received | Ignored {
  if (chat.type === 'channel') return 'broadcast';
  if (chat.type !== 'private') return 'group';
  if (from?.is_bot) return 'bot';
  if (isMachine(from?.id ?? chat.id)) return 'automated';
  return {
    account,
    chats: [hash(String(chat.id))] as const,
    sender: hash(String(from?.id ?? chat.id)),
    target: String(chat.id),
    providerId: String(message_id),
    eventId: String(updateId),
    atMs: date === undefined ? nowMs : date * 1000,
    clinic: undefined,
    ...(from?.language_code !== undefined && {locale: from.language_code}),
  };
}

function ignored(reason: Ignored): Parsed {
  return {type: 'ignored', reason};
}

/** Telegram as its Bot API posts it to us: `/webhooks/telegram`. Chats between two people only. */
import {z} from 'zod';
import type {Ignored, Inbound, Parsed, Webhook} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {hashWith} from '../hash-with.ts';
import {sameSecret} from '../same-secret.ts';
import type {TelegramSettings} from './settings.ts';

export const telegramWebhook: Webhook = {
  path: '/webhooks/telegram',
  summary: 'Telegram',
  proof: {header: 'X-Telegram-Bot-Api-Secret-Token', is: 'The secret given to setWebhook'},
  format: 'json',
  limitBytes: 1024 * 1024,
};

const Id = z.number().refine(Number.isSafeInteger);
const Words = z.string().optional().catch(undefined);

const Button = z.object({text: z.string(), callback_data: Words});
const Message = z.object({
  message_id: Id,
  from: z.object({id: Id, is_bot: z.boolean().catch(false)}).optional(),
  chat: z.object({id: Id, type: z.string()}),
  date: z.number().nonnegative().optional().catch(undefined),
  text: Words,
  caption: Words,
  reply_markup: z
    .object({inline_keyboard: z.array(z.array(Button))})
    .optional()
    .catch(undefined),
});
type Message = z.infer<typeof Message>;

/** A press of a button; `message` is the one that has the button, written by the bot. */
const Press = z.object({
  from: z.object({id: Id, is_bot: z.boolean().catch(false)}),
  message: Message,
  data: Words,
});

const Update = z.object({
  update_id: Id,
  message: z.unknown().optional(),
  callback_query: z.unknown().optional(),
  edited_message: z.unknown().optional(),
});

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
  if (update.edited_message !== undefined) return ignored('edited');
  if (update.callback_query !== undefined) {
    const {data: press} = Press.safeParse(update.callback_query);
    if (!press) return ignored('malformed');
    return received(
      update.update_id,
      {...press.message, from: press.from, date: undefined},
      pressed(press),
      source,
    );
  }
  if (update.message === undefined) return ignored('unknown_event');
  const {data: message} = Message.safeParse(update.message);
  if (!message) return ignored('malformed');
  return received(update.update_id, message, message.text ?? message.caption, source);
}

/** What is written on the button, which is what the person has read. */
function pressed({message, data}: z.infer<typeof Press>): string | undefined {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.find(button => button.callback_data === data)?.text ?? data;
}

function received(updateId: number, message: Message, words: string | undefined, source: Source): Parsed {
  const {chat, from, message_id, date} = message;
  if (chat.type === 'channel') return ignored('broadcast');
  if (chat.type !== 'private') return ignored('group');
  if (from?.is_bot) return ignored('bot');
  const {account, hash, nowMs} = source;
  const common = {
    account,
    chats: [hash(String(chat.id))] as const,
    sender: hash(String(from?.id ?? chat.id)),
    target: String(chat.id),
    providerId: String(message_id),
    eventId: String(updateId),
    atMs: date === undefined ? nowMs : date * 1000,
    clinic: undefined,
  };
  const text = cleanText(words ?? '');
  return text === '' ? {type: 'wordless', message: common} : {type: 'message', message: {...common, text}};
}

function ignored(reason: Ignored): Parsed {
  return {type: 'ignored', reason};
}

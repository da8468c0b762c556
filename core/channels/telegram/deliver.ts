/** Replies out through Telegram's Bot API. It cannot say what it has sent: after a lost answer, a piece goes again. */
import {z} from 'zod';
import type {Outbound, Piece, ProviderAnswer} from '../channel.ts';
import {callProvider, type Reply, Unreachable} from '../sending/call-provider.ts';
import {renderMarkdown} from '../sending/render-markdown.ts';
import {splitText} from '../sending/split-text.ts';
import {telegramMarks} from './markup.ts';
import type {TelegramSettings} from './settings.ts';

const longest = 4096;
const deadlineMs = 15_000;
/** It shows an action for five seconds. */
const typingMs = 5000;

const Sent = z.object({ok: z.literal(true), result: z.object({message_id: z.number().int()})});
const Refusal = z.object({
  description: z.string().catch(''),
  parameters: z.object({retry_after: z.number().positive()}).optional().catch(undefined),
});
/** Of a 400: nobody is there any more. */
const gone = /chat not found|user is deactivated|peer_id_invalid|user_is_blocked/i;

export function createTelegramOutbound({botToken, apiUrl}: TelegramSettings): Outbound | undefined {
  if (botToken === undefined) return undefined;
  // The token is part of the path: that is how Telegram has it.
  const post = (method: string, body: object) =>
    callProvider({url: `${apiUrl}/bot${botToken}/${method}`, method: 'POST', body, deadlineMs});
  return {
    name: 'telegram',
    longestMs: deadlineMs,
    render: markdown => splitText(markdown, longest).map(text => renderMarkdown(text, telegramMarks)),
    deliver: piece => deliver(post, piece),
    typing: async ({target: chat_id}) => void (await post('sendChatAction', {chat_id, action: 'typing'})),
    typingMs,
  };
}

async function deliver(
  post: (method: string, body: object) => Promise<Reply>,
  {target: chat_id, text, quoted}: Piece,
): Promise<ProviderAnswer> {
  const message_id = Number(quoted);
  const body = {
    chat_id,
    text,
    parse_mode: 'HTML',
    link_preview_options: {is_disabled: true},
    ...(Number.isSafeInteger(message_id) && {
      reply_parameters: {message_id, allow_sending_without_reply: true},
    }),
  };
  try {
    return explain(await post('sendMessage', body));
  } catch (error) {
    return {status: error instanceof Unreachable ? 'later' : 'unknown'};
  }
}

function explain({status, body}: Reply): ProviderAnswer {
  const sent = Sent.safeParse(body);
  if (sent.success) return {status: 'sent', providerId: String(sent.data.result.message_id)};
  const {description = '', parameters} = Refusal.safeParse(body).data ?? {};
  if (status === 429 || status === 420) {
    return {status: 'later', afterMs: (parameters?.retry_after ?? 1) * 1000};
  }
  if (status === 401 || status === 404) return {status: 'parked', code: 'unauthorized'};
  if (status === 403 || gone.test(description)) return {status: 'refused', code: 'blocked'};
  if (status >= 400 && status < 500) return {status: 'refused', code: 'schema'};
  return {status: 'unknown'};
}

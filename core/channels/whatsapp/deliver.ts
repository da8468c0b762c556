/** Replies out through Evolution. */
import {z} from 'zod';
import type {Outbound, Piece, ProviderAnswer, Site} from '../channel.ts';
import {Unreachable} from '../sending/call-provider.ts';
import {renderMarkdown} from '../sending/render-markdown.ts';
import {splitText} from '../sending/split-text.ts';
import {EvolutionClient} from './evolution-client.ts';
import {explainRefusal} from './explain-refusal.ts';
import {findMessages} from './find-messages.ts';
import {whatsAppMarks} from './markup.ts';
import {isSameChat} from './person/same-chat.ts';
import type {WhatsAppSettings} from './settings.ts';

const longest = 4000;
/** It answers a presence when it is over. */
const typingMs = 10_000;
/** By how much its clock, which counts whole seconds, may be behind ours. */
const skewMs = 60_000;

const Accepted = z.object({key: z.object({id: z.string().min(1)})});

const Own = z.object({
  key: z.object({
    id: z.string(),
    fromMe: z.literal(true),
    remoteJid: z.string(),
    remoteJidAlt: z.string().optional(),
  }),
  message: z.object({
    conversation: z.string().optional(),
    extendedTextMessage: z.object({text: z.string()}).optional(),
  }),
});

/** Baileys waits 60 s for WhatsApp: a send that hangs for so long may still go out. `deadlineMs` must be longer. */
export function createWhatsAppOutbound(
  {url, apiKey}: WhatsAppSettings,
  _: Site,
  deadlineMs = 75_000,
): Outbound | undefined {
  if (url === undefined || apiKey === undefined) return undefined;
  const client = new EvolutionClient({url, apiKey});
  return {
    name: 'whatsapp',
    longestMs: deadlineMs,
    render: markdown => splitText(markdown, longest).map(text => renderMarkdown(text, whatsAppMarks)),
    deliver: piece => deliver(client, piece, deadlineMs),
    find: piece => find(client, piece),
    typing: async ({account, target: number}) => {
      const body = {number, presence: 'composing', delay: typingMs};
      await client.post('chat/sendPresence', account, body, typingMs + 5000);
    },
    typingMs,
  };
}

async function deliver(client: EvolutionClient, piece: Piece, deadlineMs: number): Promise<ProviderAnswer> {
  const {account, target: number, text, id: messageId, quoted} = piece;
  const body = {
    number,
    text,
    linkPreview: false, // it would fetch the page before it sends
    messageId, // from 2.4 on; earlier ones ignore it
    ...(quoted !== undefined && {quoted: {key: {id: quoted}}}),
  };
  try {
    const reply = await client.post('message/sendText', account, body, deadlineMs);
    const accepted =
      reply.status === 201 || reply.status === 200 ? Accepted.safeParse(reply.body) : undefined;
    return accepted?.success ? {status: 'sent', providerId: accepted.data.key.id} : explainRefusal(reply);
  } catch (error) {
    return {status: error instanceof Unreachable ? 'later' : 'unknown'};
  }
}

async function find(client: EvolutionClient, piece: Piece): Promise<string[]> {
  const found: string[] = [];
  const toMs = Date.now() + skewMs;
  for await (const record of findMessages(client, piece.account, piece.sinceMs - skewMs, toMs)) {
    const own = Own.safeParse(record);
    if (own.success && isIt(own.data, piece)) found.push(own.data.key.id);
  }
  return found;
}

function isIt({key, message}: z.infer<typeof Own>, piece: Piece): boolean {
  if (key.id === piece.id) return true;
  const text = message.conversation ?? message.extendedTextMessage?.text;
  const chats = [key.remoteJid, key.remoteJidAlt ?? ''];
  return text?.trim() === piece.text && chats.some(chat => isSameChat(chat, piece.target));
}

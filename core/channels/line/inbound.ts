/** What somebody wrote on a line, as it is posted to us: `/webhooks/line/{secret}`. */
import {z} from 'zod';
import type {Inbound, Webhook} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {hashWith} from '../hash-with.ts';
import {sameSecret} from '../same-secret.ts';
import type {LineSettings} from './settings.ts';

export const lineWebhook: Webhook = {
  path: '/webhooks/line',
  part: 'secret',
  summary: 'A line',
  proof: {header: 'X-Line-Secret', is: 'The secret; or it is the last part of the address'},
  format: 'json',
  limitBytes: 64 * 1024,
};

/** There is one. */
const account = 'line';

const Letter = z.object({
  id: z.string().min(1).max(256),
  from: z.string().min(1).max(256),
  text: z.string().optional().catch(undefined),
});

export function createLineInbound({secret}: LineSettings): Inbound | undefined {
  if (!secret) return undefined;
  const hash = hashWith(secret, account);
  return {
    name: 'line',
    authenticate: async ({parts, header}) =>
      [parts[0] ?? '', header('x-line-secret')].some(given => sameSecret(given, secret)),
    parse(body, _, nowMs) {
      const {data: letter} = Letter.safeParse(body);
      if (!letter) return {type: 'ignored', reason: 'malformed'};
      const {id, from} = letter;
      const chat = hash(from);
      const message = {
        account,
        chats: [chat] as const,
        sender: chat,
        target: from,
        providerId: id,
        eventId: id,
        atMs: nowMs, // it does not say when
        clinic: undefined,
      };
      const text = cleanText(letter.text ?? '');
      return text === '' ? {type: 'wordless', message} : {type: 'message', message: {...message, text}};
    },
  };
}

/** One WhatsApp message, as `messages.upsert` and `findMessages` tell it alike, of Evolution 2.2 to 2.4. */
import {z} from 'zod';
import type {Chats, Ignored, Parsed} from '../channel.ts';
import {cleanText} from '../clean-text.ts';
import {hashWith} from '../hash-with.ts';
import {addressOf, MessageKey} from './address.ts';
import {readContent} from './read-content.ts';

export type ParseOptions = {
  /** The secret that people's names are hashed with. */
  secret: string;
  instance: string;
  /** The clinic that answers there. */
  clinic: string;
  nowMs: number;
  /** Older ones are not answered any more: a backlog after a reconnect. Evolution's own retries take 20 minutes. */
  staleAfterMs?: number;
};

const staleAfterMs = 30 * 60_000;

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

/** Never throws. A time that cannot be read counts as now. */
export function parseMessage(record: unknown, options: ParseOptions): Parsed {
  const {data} = Message.safeParse(record);
  if (!data) return ignored('malformed');
  const {instance, nowMs} = options;
  if (data.key.fromMe) return ignored('own');
  const address = addressOf(data.key);
  if (typeof address === 'string') return ignored(address);
  const atMs = data.messageTimestamp === undefined ? nowMs : data.messageTimestamp * 1000;
  const content = readContent(data.message);
  if (typeof content === 'string' && content !== 'wordless') return ignored(content);
  if (nowMs - atMs > (options.staleAfterMs ?? staleAfterMs)) return ignored('stale');

  const chats = chatsOf(options.secret, instance, address.identities);
  const message = {
    account: instance,
    chats,
    sender: chats[0],
    target: address.target,
    providerId: data.key.id,
    eventId: data.key.id,
    atMs,
    clinic: options.clinic,
  };
  if (content === 'wordless') return {type: 'wordless', message};
  const text = cleanText(content.text);
  return text === '' ? ignored('empty') : {type: 'message', message: {...message, text}};
}

export function chatsOf(secret: string, instance: string, [best, ...others]: Chats): Chats {
  const hash = hashWith(secret, instance);
  return [hash(best), ...others.map(hash)];
}

function ignored(reason: Ignored): Parsed {
  return {type: 'ignored', reason};
}

/**
 * Meta's ids of messages name the other party: behind `wamid.`, in base64, stand the bytes 1c 18, a length, and the
 * digits of the phone. Evolution 2.3 may give a message to somebody else (its issues 1848 and 2407); the id does not.
 *
 * Meta makes these ids on its own API only (Evolution's BUSINESS channel). Behind Baileys the sender's client makes the
 * id, so whoever writes could name anybody there: what the id says is believed where Meta has made it, nowhere else.
 */
import {z} from 'zod';

/** Who made the ids that come with an event. A record that was read back does not tell. */
export type IdMaker = 'meta' | 'client' | 'unknown';

/** Each of them is written by Evolution's Baileys channel, and by no other. */
const BaileysMarks = z.union([
  z.looseObject({status: z.enum(['DELIVERY_ACK', 'SERVER_ACK'])}),
  ...['addressingMode', 'remoteJidAlt', 'senderPn', 'senderLid', 'previousRemoteJid'].map(member =>
    z.looseObject({key: z.looseObject({[member]: z.string()})}),
  ),
]);

/** `sender` is the instance's own number: only a phone that was linked has one there, never an instance of Meta's. */
export function idMakerOf({sender, data}: {sender?: string | undefined; data?: unknown}): IdMaker {
  return sender !== undefined || BaileysMarks.safeParse(data).success ? 'client' : 'meta';
}

export function phoneInMetaId(id: string): string | undefined {
  if (!id.startsWith('wamid.')) return undefined;
  const bytes = Buffer.from(id.slice('wamid.'.length), 'base64');
  const [first, second, length = 0] = bytes;
  if (first !== 0x1c || second !== 0x18) return undefined;
  const digits = bytes.toString('latin1', 3, 3 + length);
  return /^\d{5,20}$/.test(digits) ? digits : undefined;
}

/**
 * Who a WhatsApp message is from. A user has a phone JID (`…@s.whatsapp.net`, PN) and a privacy id (`…@lid`,
 * whose digits are no phone number); which of them comes, and in which field, is another matter in each version.
 */
import {z} from 'zod';
import type {Ignored} from '../channel.ts';

const Jid = z
  .string()
  .transform(jid => jid.replace(/:\d+@/, '@').replace(/@c\.us$/, '@s.whatsapp.net'))
  .optional()
  .catch(undefined);

/** The `key` of a message, of any version. */
export const MessageKey = z.object({
  id: z.string().min(1).max(256),
  fromMe: z.boolean().optional().catch(undefined),
  remoteJid: Jid,
  remoteJidAlt: Jid,
  senderPn: Jid,
  senderLid: Jid,
  previousRemoteJid: Jid,
});
export type MessageKey = z.infer<typeof MessageKey>;

export type Address = {
  /** Where a reply goes: the PN where it is known, else the whole LID. */
  target: string;
  /** All that the chat is called, the best first. */
  identities: [string, ...string[]];
};

/** The person of a chat between two, or why it is none. */
export function addressOf(key: MessageKey): Address | Ignored {
  const jids = [key.remoteJid, key.remoteJidAlt, key.senderPn, key.senderLid, key.previousRemoteJid];
  const domain = key.remoteJid?.split('@')[1];
  if (domain === 'g.us') return 'group';
  if (domain === 'broadcast') return 'broadcast';
  if (domain === 'newsletter') return 'newsletter';
  if (domain === 'bot') return 'bot';
  const phone = jids.find(jid => /^\d+@s\.whatsapp\.net$/.test(jid ?? ''));
  const hidden = jids.find(jid => /^\d+@lid$/.test(jid ?? ''));
  const [target, ...others] = [phone, hidden].filter(jid => jid !== undefined);
  return target === undefined ? 'malformed' : {target, identities: [target, ...others]};
}

/**
 * Who a WhatsApp message is from. A user has a phone JID (`…@s.whatsapp.net`, PN) and a privacy id (`…@lid`,
 * whose digits are no phone number); which of them comes, and in which field, is another matter in each version.
 * Evolution's own channel has names that are no JIDs at all.
 */
import {z} from 'zod';
import type {Ignored} from '../../channel.ts';
import {isSameNumber, spellingsOf} from '../../phone-number.ts';
import {type IdMaker, phoneInMetaId} from './meta-id.ts';

const Jid = z
  .string()
  .transform(jid =>
    jid
      .replace(/:\d+@/, '@')
      .replace(/@(?:c\.us|hosted)$/, '@s.whatsapp.net')
      .replace(/@hosted\.lid$/, '@lid'),
  )
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
  /** The provider named somebody else than whoever wrote: Meta's own id of the message knows better. */
  isMixedUp?: true;
};

/** Not between two people. */
const crowds: Record<string, Ignored> = {
  'g.us': 'group',
  broadcast: 'broadcast',
  newsletter: 'newsletter',
  bot: 'bot',
};
/** WhatsApp's own account, and its assistant's numbers. */
const machines = /^(?:0|1313555\d{4}|131655500\d\d)$/;

/** The person of a chat between two, or why it is none. */
export function addressOf(key: MessageKey, idMaker: IdMaker): Address | Ignored {
  const {remoteJid = ''} = key;
  const domain = remoteJid.split('@')[1] ?? '';
  const crowd = Object.hasOwn(crowds, domain) && crowds[domain];
  if (crowd) return crowd;
  const jids = [remoteJid, key.remoteJidAlt, key.senderPn, key.senderLid, key.previousRemoteJid];
  const phones = jids.flatMap(jid => /^(\d+)@s\.whatsapp\.net$/.exec(jid ?? '')?.[1] ?? []);
  const hidden = jids.find(jid => /^\d+@lid$/.test(jid ?? ''));
  if (phones.some(phone => machines.test(phone))) return 'automated';
  const told = idMaker === 'client' ? undefined : phoneInMetaId(key.id);
  if (told !== undefined) {
    const isAnothers = hidden !== undefined || (phones.length > 0 && !isAmong(phones, told));
    // Either a mixed-up message of Meta's, or somebody's who names another in its id: neither may reach the other.
    return isAnothers && idMaker === 'unknown' ? 'no_route' : addressOfPhone(told, undefined, phones);
  }
  if (idMaker !== 'client' && key.id.startsWith('wamid.') && phones.length === 0) return 'no_route';
  const [phone] = phones;
  if (phone !== undefined) return addressOfPhone(phone, hidden);
  if (hidden !== undefined) return {target: hidden, identities: [hidden]};
  return addressOutside(remoteJid);
}

function addressOfPhone(phone: string, hidden: string | undefined, named = [phone]): Address {
  const [best, ...others] = spellingsOf(phone).map(jidOf);
  const identities: Address['identities'] = [best ?? jidOf(phone), ...others, ...(hidden ? [hidden] : [])];
  const isMixedUp = named.length > 0 && !isAmong(named, phone);
  // As it is spelled there, where that is the same number: it was reached under that before.
  const target = jidOf(named.find(one => isSameNumber(one, phone)) ?? phone);
  return {target, identities, ...(isMixedUp && {isMixedUp})};
}

function isAmong(phones: readonly string[], phone: string): boolean {
  return phones.some(one => isSameNumber(one, phone));
}

/** Evolution's own channel calls people whatever its caller does. An id of Meta's without a phone leads nowhere there. */
function addressOutside(name: string): Address | Ignored {
  if (name.includes('@') || name.length > 128 || /^(?:undefined|null|[A-Z]{2}\.\d+)?$/.test(name.trim())) {
    return 'no_route';
  }
  const digits = name.replace(/[\s().+-]/g, '');
  if (!/^\d{7,15}$/.test(digits)) return {target: name, identities: [name]};
  return {...addressOfPhone(digits, undefined), target: name};
}

function jidOf(digits: string): string {
  return `${digits}@s.whatsapp.net`;
}

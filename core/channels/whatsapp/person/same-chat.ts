import {isSameNumber} from '../../phone-number.ts';

/** Do two JIDs mean one chat? Evolution answers with a number that may be spelled otherwise than the one it was given. */
export function isSameChat(one: string, other: string): boolean {
  const [first, second] = [partsOf(one), partsOf(other)];
  if (first.server !== second.server) return false;
  return first.user === second.user || (first.server === 'phone' && isSameNumber(first.user, second.user));
}

function partsOf(jid: string): {user: string; server: string} {
  const [, user = '', server = 's.whatsapp.net'] = /^([^:@]*)(?::\d+)?(?:@(.*))?$/.exec(jid) ?? [];
  const isPhone = server === 's.whatsapp.net' || server === 'c.us' || server === 'hosted';
  return {user, server: isPhone ? 'phone' : server};
}

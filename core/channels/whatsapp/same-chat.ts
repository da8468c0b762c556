/**
 * Do two JIDs mean one chat? Evolution answers with a number that may differ from the one it was given: the ninth digit
 * of Brazil, the one after the country code of Mexico and Argentina.
 */
export function isSameChat(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

function canonical(jid: string): string {
  const [, user = '', server = 's.whatsapp.net'] = /^([^:@]*)(?::\d+)?(?:@(.*))?$/.exec(jid) ?? [];
  if (server !== 's.whatsapp.net' && server !== 'c.us') return `${user}@${server}`;
  return user
    .replace(/^(55\d\d)9(\d{8})$/, '$1$2')
    .replace(/^(52)1(\d{10})$/, '$1$2')
    .replace(/^(54)9(\d{10})$/, '$1$2');
}

/**
 * Where words of a reply may lead: to a place that is what it looks like, an address to write to, or a number to call. What
 * a model or a back end writes may have been put into its mouth.
 */
export function isSafeLink(url: string, words: string): boolean {
  if (/^tel:/i.test(url)) return /^tel:\+?[\d().\s-]{3,24}$/i.test(url); // no codes that a phone obeys
  if (/^mailto:/i.test(url)) return /^mailto:[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/i.test(url); // nothing written beforehand
  const [, authority] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
  const place = authority && read(url);
  if (!place || /[@\\%]/.test(authority)) return false;
  // Letters of other scripts look like ours; a browser spells them out, a chat does not.
  if (/[^\x21-\x7e]/.test(authority) || /(?:^|\.)xn--/.test(place.hostname)) return false;
  return saysNoOther(words, place.hostname);
}

/** `URL.canParse` and `URL.parse` are younger than browsers that patients have. */
function read(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** Words that look like an address must be the one that they lead to. */
function saysNoOther(words: string, hostname: string): boolean {
  const said = /^\s*(?:https?:\/\/)?(?:www\.)?([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?:[/?#:]\S*)?\s*$/i.exec(
    words,
  )?.[1];
  return said === undefined || said.toLowerCase() === hostname.replace(/^www\./, '');
}

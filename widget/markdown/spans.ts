/**
 * A line cut into spans: emphasised, code, a link, or plain. A link leads only to an address that begins with http,
 * https, mailto or tel itself, or to what plainly is a web address, an e-mail address or a phone number. Images are
 * named, never loaded. Every repetition is bounded: a hostile line takes time in proportion to its length.
 */
export type Span =
  | string
  | {type: 'code'; text: string}
  /** `isAddress`: its text is the address itself, which reads from left to right in any language. */
  | {type: 'a'; href: string; isAddress: boolean; spans: Span[]}
  | {type: 'strong' | 'em' | 'del'; spans: Span[]};

const marks = new RegExp(
  [
    String.raw`\\(?<escaped>[!-/:-@[-\x60{-~])`,
    '(?<ticks>`{1,3})(?<code>[^`].{0,500}?)\\k<ticks>(?!`)',
    String.raw`(?<image>!?)\[(?<name>[^\]]{0,300})\]\(<?(?<to>[^\s<>()]{0,800}(?:\([^\s<>()]{0,100}\)[^\s<>()]{0,100})?)>?(?:\s+["'][^"']{0,200}["'])?\)`,
    String.raw`<(?<angle>(?:https?:\/\/|mailto:|tel:)[^\s<>]{1,800})>`,
    String.raw`(?<two>\*\*|(?<!\w)__)(?=\S)(?<strong>.{0,1000}?\S)\k<two>(?![*_])(?:(?<=\*)|(?!\w))`,
    String.raw`(?<one>(?<![\w*])\*|(?<!\w)_)(?=[^\s*_])(?<em>.{0,500}?[^\s*_])\k<one>(?!\w)`,
    String.raw`~~(?=\S)(?<del>.{0,500}?\S)~~`,
    String.raw`(?<url>(?<!\w)(?:https?:\/\/|www\.(?=[\w-]{1,60}\.\w))[^\s<>"]{1,800}|(?<!\w)(?:mailto|tel):[^\s<>"]{1,200})`,
    String.raw`(?<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4})`,
    String.raw`(?<phone>(?<![\w.,:/-])(?:\+?\(\d{1,5}\)|\+?\d)[\d\s().\u2011-]{5,20}\d(?![\w/]|[.,:]\d))`,
  ].join('|'),
  'g',
);

export function splitSpans(line: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of line.matchAll(marks)) {
    const [whole] = match;
    const [span, length] = spanOf(whole, match.groups ?? {});
    spans.push(line.slice(end, match.index), span, whole.slice(length));
    end = match.index + whole.length;
  }
  return [...spans, line.slice(end)].filter(Boolean);
}

/** The span, and how much of the match it took; the rest is plain. */
function spanOf(whole: string, groups: Record<string, string | undefined>): [Span, number] {
  const {escaped, code, image, name, to = '', angle, url, mail, phone} = groups;
  const all = whole.length;
  if (escaped) return [escaped, all];
  if (code) return [{type: 'code', text: code.trim()}, all];
  if (image) return [name || to, all];
  if (name !== undefined)
    return [isSafe(to) ? {type: 'a', href: to, isAddress: false, spans: splitSpans(name || to)} : whole, all];
  if (angle) return [address(angle, angle), all];
  for (const type of ['strong', 'em', 'del'] as const) {
    const text = groups[type];
    if (text) return [{type, spans: splitSpans(text)}, all];
  }
  if (mail) return [address(`mailto:${mail}`, mail), all];
  if (phone) return [phoneNumber(phone), all];
  const clean = withoutTail(url ?? '');
  return [address(clean.startsWith('w') ? `https://${clean}` : clean, clean), clean.length];
}

export function isSafe(href: string): boolean {
  return /^(?:https?:\/\/|mailto:|tel:)/i.test(href);
}

function address(href: string, text: string): Span {
  return {type: 'a', href, isAddress: true, spans: [text.replace(/^(?:mailto|tel):/i, '')]};
}

/** An address ends before what its sentence puts after it, and before a bracket that it did not open. */
function withoutTail(url: string): string {
  for (let text = url; ; ) {
    const shorter = /[.,:;!?'*_\]}»”…]+$/.test(text) ? text.replace(/[.,:;!?'*_\]}»”…]+$/, '') : text;
    const isOpen = shorter.endsWith(')') && shorter.split(')').length > shorter.split('(').length;
    const next = isOpen ? shorter.slice(0, -1) : shorter;
    if (next === text) return text;
    text = next;
  }
}

/** Dates, years, times and amounts are none. */
const noPhone =
  /^\d{4}[-.]\d\d?[-.]\d|^\d\d?[-.]\d\d?[-.]\d{2,4}\b|^(?:19|20)\d\d\D+(?:19|20)\d\d$|^\d{1,3}(?:\.\d{3})+$|\d\.\d\d\s?-|^\d+$/;

function phoneNumber(text: string): Span {
  const digits = text.replace(/\D/g, '');
  if (noPhone.test(text) || digits.length < 7 || digits.length > 15) return text;
  return address(`tel:${text.startsWith('+') ? '+' : ''}${digits}`, text);
}

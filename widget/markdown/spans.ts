/**
 * A line cut into spans: emphasised, code, a link, or plain. A link leads only where its words may lead (`safe-link`), or
 * to what plainly is a web address, an e-mail address or a phone number. Images are named, never loaded. Every repetition is bounded: a hostile line takes time in proportion to its length.
 */
import {isSafeLink} from '../../core/safe-link.ts';

export type Span =
  | string
  | {type: 'code'; text: string}
  /** `isAddress`: its text is the address itself, which reads from left to right in any language. */
  | {type: 'a'; href: string; isAddress: boolean; spans: Span[]}
  | {type: 'strong' | 'em'; spans: Span[]};

const marks = new RegExp(
  [
    String.raw`\\([!-/:-@[-\x60{-~])`,
    '(?<!`)`{1,9}([^`].{0,500}?)`{1,9}',
    String.raw`(!?)\[([^\]]{0,300})\]\(([^\s()]{0,800}(?:\([^\s()]{0,99}\)[^\s()]{0,99})?)[^()]{0,200}\)`,
    String.raw`(\*\*|(?<!\w)__)(?=\S)(.{0,1000}?\S)\6(?![*_])(?:(?<=\*)|(?!\w))`,
    String.raw`((?<![\w*])\*|(?<!\w)_)(?=[^\s*_])(.{0,500}?[^\s*_])\8(?!\w)`,
    String.raw`(?<!\w)((?:https?:\/\/|mailto:|tel:|www\.(?=[\w-]+\.\w))[^\s<>"]{1,800})`,
    String.raw`(?<![\w.+-])([\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4})`,
    String.raw`(?<![\w.,:/-])((?:\+?\(\d{1,5}\)|\+?\d)[\d\s().\u2011-]{5,20}\d)(?![\w/]|[.,:]\d)`,
  ].join('|'),
  'g',
);

export function splitSpans(line: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of line.matchAll(marks)) {
    const [span, rest = ''] = spanOf(match);
    spans.push(line.slice(end, match.index), span, rest);
    end = match.index + match[0].length;
  }
  return [...spans, line.slice(end)].filter(Boolean);
}

/** The span, and what of the match is plain after it. */
function spanOf([
  whole,
  escaped,
  code,
  image,
  name,
  to = '',
  ,
  strong,
  ,
  em,
  url,
  mail,
  phone,
]: RegExpMatchArray): [Span, string?] {
  if (escaped) return [escaped];
  if (code) return [{type: 'code', text: code.trim()}];
  if (image) return [name || to];
  if (to) return [link(to, name || to) ?? whole];
  if (strong) return [{type: 'strong', spans: splitSpans(strong)}];
  if (em) return [{type: 'em', spans: splitSpans(em)}];
  if (mail) return [address(`mailto:${mail}`, mail)];
  if (phone) return [phoneNumber(phone)];
  if (!url) return [whole];
  const clean = withoutTail(url);
  const href = clean.replace(/^www/, 'https://www');
  return [isSafeLink(href, clean) ? address(href, clean) : clean, url.slice(clean.length)];
}

/** `undefined` where its words, without their marks, may not lead there. */
function link(href: string, name: string): Span | undefined {
  if (!isSafeLink(href, name.replace(/[*_`\\]/g, ''))) return undefined;
  // An address that is named by itself is one link.
  const spans = splitSpans(name).flatMap(span =>
    typeof span === 'string' || span.type !== 'a' ? span : span.spans,
  );
  return {type: 'a', href, isAddress: false, spans};
}

function address(href: string, text: string): Span {
  return {type: 'a', href, isAddress: true, spans: [text.replace(/^(?:mailto|tel):/, '')]};
}

/** An address ends before what its sentence puts after it, and before a bracket that it did not open. */
function withoutTail(url: string): string {
  const text = url.replace(/[.,:;!?'*_\]}»”…]+$/, '');
  const isClosed = text.endsWith(')') && text.split(')').length > text.split('(').length;
  return isClosed ? withoutTail(text.slice(0, -1)) : text;
}

/** Dates, years, times and amounts are none. */
const noPhone =
  /^\d{4}[-.]\d\d?[-.]\d|^\d\d?[-.]\d\d?[-.]\d{2,4}\b|^(?:19|20)\d\d\D+(?:19|20)\d\d$|^\d{1,3}(?:\.\d{3})+$|\d\.\d\d\s?-|^\d+$/;

function phoneNumber(text: string): Span {
  const digits = text.replace(/\D/g, '');
  const isNone = noPhone.test(text) || digits.length < 7 || digits.length > 15;
  return isNone ? text : address(`tel:${text.startsWith('+') ? '+' : ''}${digits}`, text);
}

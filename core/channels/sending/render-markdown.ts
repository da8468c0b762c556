/**
 * The little Markdown that agents write, in the marks of a channel: bold, italic, strike, code, links, headings, lists.
 * What is not surely a mark is text. It never throws, and what a visitor reads is never longer than what was written.
 * A mark ends within so many characters, or is none: a reply takes time in proportion to its length, whatever is in it.
 */
import {isSafeLink} from '../../safe-link.ts';

export type Marks = {
  /** Text between marks: escaped where the channel has markup of its own. */
  text(words: string): string;
  bold(words: string): string;
  italic(words: string): string;
  strike(words: string): string;
  code(words: string): string;
  /** A block of lines of code. */
  block(code: string): string;
  link(words: string, url: string): string;
};

const fence = /^ {0,3}```[^\n`]*\n([\s\S]*?)(?:\n {0,3}```[^\S\n]*$|$(?![\s\S]))/gm;

/** In the order in which they are looked for at each place. Marks do not stand within words. */
const inline =
  /`(?<code>[^`\n]+)`|\[(?<words>[^\]\n]{1,500})\]\((?<url>(?:https?:\/\/|mailto:|tel:)[^\s)]{1,2000})\)|(?<![\w*])\*\*(?<bold>\S(?:[^\n]{0,1000}?\S)?)\*\*(?![\w*])|(?<!\w)__(?<bolder>\S(?:[^\n]{0,1000}?\S)?)__(?!\w)|~~(?<strike>\S(?:[^\n]{0,1000}?\S)?)~~|(?<![\w*])\*(?<italic>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])|(?<![\w_])_(?<slanted>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])/g;

const deepest = 4;

export function renderMarkdown(markdown: string, marks: Marks): string {
  const text = markdown.replace(/\r\n?/g, '\n');
  let done = 0;
  let rendered = '';
  for (const block of text.matchAll(fence)) {
    rendered += renderLines(text.slice(done, block.index), marks) + marks.block(block[1] ?? '');
    done = block.index + block[0].length;
  }
  return (rendered + renderLines(text.slice(done), marks)).trim();
}

function renderLines(text: string, marks: Marks): string {
  return text
    .split('\n')
    .map(line => renderLine(line, marks))
    .join('\n');
}

function renderLine(line: string, marks: Marks): string {
  const heading = headingIn(line);
  // Marks within a heading would nest bold in bold.
  if (heading !== undefined) return marks.bold(renderInline(heading, {...marks, bold: same}));
  const item = /^(\s*)[-*+] +(.+)$/.exec(line);
  if (item) return `${item[1]}• ${renderInline(item[2] ?? '', marks)}`;
  return renderInline(line, marks);
}

/** Without the hashes that may close it. */
function headingIn(line: string): string | undefined {
  const words = /^ {0,3}#{1,6} +(.+)$/.exec(line)?.[1];
  if (words === undefined) return undefined;
  let end = words.length;
  for (const closing of ['#', ' ']) while (end > 1 && words[end - 1] === closing) end -= 1;
  return words.slice(0, end);
}

/** `depth`: within so many marks. More than a few in one another are nobody's words. */
function renderInline(text: string, marks: Marks, depth = 0): string {
  if (depth === deepest) return marks.text(text);
  let done = 0;
  let rendered = '';
  for (const found of text.matchAll(inline)) {
    rendered += marks.text(text.slice(done, found.index)) + renderMark(found.groups ?? {}, marks, depth + 1);
    done = found.index + found[0].length;
  }
  return rendered + marks.text(text.slice(done));
}

function renderMark(groups: Record<string, string | undefined>, marks: Marks, depth: number): string {
  const {code, words, url, strike, bold = groups['bolder'], italic = groups['slanted']} = groups;
  if (code !== undefined) return marks.code(code);
  if (words !== undefined) return link(words, url ?? '', marks);
  if (bold !== undefined) return marks.bold(renderInline(bold, marks, depth));
  if (strike !== undefined) return marks.strike(renderInline(strike, marks, depth));
  return marks.italic(renderInline(italic ?? '', marks, depth));
}

/** What may mislead is shown as what it is. */
function link(words: string, url: string, marks: Marks): string {
  return isSafeLink(url, words) ? marks.link(words, url) : marks.text(`${words} (${url})`);
}

function same(words: string): string {
  return words;
}

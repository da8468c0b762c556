/**
 * A reply as nodes. Text stays text whatever it holds: nodes are made by name and filled with text. While a reply
 * grows, a block that has not changed keeps its nodes, and one that has gets new ones, so that whatever a page's
 * translator has put into the old ones neither freezes nor gets lost.
 */
import {type Block, splitBlocks} from './blocks.ts';
import {type Span, splitSpans} from './spans.ts';

const written = new WeakMap<HTMLElement, string[]>();

/** `isGrowing`: more is to come, and a mark that is not closed yet will be. */
export function writeMarkdown(container: HTMLElement, text: string, isGrowing = false): void {
  const blocks = splitBlocks((isGrowing ? close(text) : text).replace(/\r\n?/g, '\n').split('\n'));
  const sources = blocks.map(block => JSON.stringify(block));
  const known = written.get(container) ?? [];
  for (const [i, block] of blocks.entries()) {
    const old = container.children[i];
    if (old && sources[i] === known[i]) continue;
    const made = makeBlock(block);
    made.dir = 'auto';
    if (old) old.replaceWith(made);
    else container.append(made);
  }
  while (container.children.length > blocks.length) container.lastElementChild?.remove();
  written.set(container, sources);
}

/** The last line with its open marks closed; a link of which only the beginning is there, not yet. */
function close(text: string): string {
  const begin = text.lastIndexOf('\n') + 1;
  const line = text.slice(begin).replace(/!?\[[^\]]*(?:\]\([^)]*)?$/, '');
  const open = ['`', '**', '__'].filter(mark => line.split(mark).length % 2 === 0 && !line.endsWith(mark));
  return text.slice(0, begin) + (open.length === 1 ? line + open : line.replace(/\*{1,2}$/, ''));
}

function makeBlock({tag, lines = [], blocks = [], start}: Block): HTMLElement {
  const words = lines.flatMap((line, i) => [
    i ? make('br') : '',
    ...(tag === 'pre' ? [line] : makeSpans(splitSpans(line))),
  ]);
  const made = make(tag, ...words, ...blocks.map(makeBlock));
  if (start && made instanceof HTMLOListElement) made.start = start;
  return made;
}

function makeSpans(spans: Span[]): (Node | string)[] {
  return spans.map(span => {
    if (typeof span === 'string') return span;
    if (span.type === 'code') return ltr(make('code', span.text));
    const made = make(span.type, ...makeSpans(span.spans));
    if (span.type !== 'a' || !(made instanceof HTMLAnchorElement)) return made;
    made.href = span.href;
    made.target = '_blank';
    made.rel = 'noopener noreferrer';
    made.part = 'link';
    return span.isAddress ? ltr(made) : made;
  });
}

/** Set apart from the direction of the words around it. */
function ltr(made: HTMLElement): HTMLElement {
  made.dir = 'ltr';
  return made;
}

export function make(name: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

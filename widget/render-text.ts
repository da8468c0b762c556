/**
 * A reply as nodes. Text stays text whatever it holds; a link is made only of an address that begins with
 * http, https, mailto or tel itself.
 */
import {html, type TemplateResult} from 'lit';

/** A run of text; with `href`, a link. */
export type Piece = {text: string; href?: string};

/** An address ends before what its sentence puts after it. */
const address = /\b(?:https?:\/\/|mailto:|tel:)[^\s<>"]*[^\s<>".,:;!?'*_)\]]/gi;

export function renderText(text: string): TemplateResult[] {
  return splitParagraphs(text).map(lines => html`<p>${lines.map(renderLine)}</p>`);
}

/** Paragraphs of lines: an empty line parts two of them. */
export function splitParagraphs(text: string): string[][] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.split('\n'));
}

/** The pieces of a line, which joined are the line. */
export function splitLinks(line: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const {0: text, index} of line.matchAll(address)) {
    pieces.push({text: line.slice(end, index)}, {text, href: text});
    end = index + text.length;
  }
  return [...pieces, {text: line.slice(end)}].filter(piece => piece.text);
}

function renderLine(line: string, i: number): unknown {
  return [i ? html`<br>` : '', splitLinks(line).map(renderPiece)];
}

function renderPiece({text, href}: Piece): unknown {
  if (!href) return text;
  const name = text.replace(/^(mailto|tel):/i, '');
  return html`<a part="link" href=${href} target="_blank" rel="noopener noreferrer">${name}</a>`;
}

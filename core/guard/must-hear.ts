/**
 * What must be heard whatever the model thinks, and which help line a message calls for: phrases that a clinician
 * can read and change in `must-hear.txt`. A phrase that is negated, or about another time or a story, does not count.
 */
import {readFileSync} from 'node:fs';
import type {AlarmKind} from '../clinics/emergency.ts';
import {addCries, type Cries, findCry} from './cries.ts';
import type {Words} from './read-words.ts';
import {hashOfWord, spelledAt} from './spelling.ts';

export const helpLines = ['suicide', 'poison'] as const;
export type HelpLine = (typeof helpLines)[number];

/** `kind`: what it is at least. `lines`: whom else to call, if it is an alarm. */
export type Finding = {kind: AlarmKind | null; lines: ReadonlySet<HelpLine>};

/** A word of `words`, which may be missing; or up to so many words of any kind. */
type Part = {words: ReadonlySet<number>; optional: boolean; gap: number};
export type Phrase = {parts: readonly Part[]; must: boolean; line: HelpLine | undefined; written: string};
export type PhraseExample = {text: string; heard: AlarmKind | null; title: string};
export type PhraseList = {
  phrases: Phrase[];
  cries: Cries;
  examples: PhraseExample[];
  negations: ReadonlySet<number>;
  unless: ReadonlySet<number>;
};

const anyWords = 3;
const negationReach = 3;
/** A sentence without an end is no longer than this to us. */
const sentenceReach = 30;

export function loadPhrases(): PhraseList {
  return parsePhrases(readFileSync(new URL('must-hear.txt', import.meta.url), 'utf8'));
}

/** The form is told at the top of the file. */
export function parsePhrases(text: string): PhraseList {
  const list: PhraseList = {
    phrases: [],
    cries: new Map(),
    examples: [],
    negations: new Set(),
    unless: new Set(),
  };
  let title = '';
  let line: HelpLine | undefined;
  for (const row of text.split('\n')) {
    const [, key, value = ''] = /^(==|[a-z, ]+:| +[+?-]) (.+)$/.exec(row) ?? [];
    if (row.startsWith('#') || row.trim() === '') continue;
    if (key === '==') [title, line] = [value, undefined];
    else if (key === 'also:') line = helpLines.find(name => name === value);
    else if (key === 'negated by:') list.negations = new Set(value.split(' ').map(hashOfWord));
    else if (key === 'unless:') list.unless = new Set(value.split(' ').map(hashOfWord));
    else if (key?.startsWith(' ')) list.examples.push({text: value, heard: heardBy(key), title});
    else if (!key || !addCries(list.cries, key.slice(0, -1), value)) {
      const written = key ? value : row;
      list.phrases.push({parts: parseParts(written), must: key === undefined, line, written});
    }
  }
  return list;
}

function heardBy(mark: string): AlarmKind | null {
  if (mark.endsWith('-')) return null;
  return mark.endsWith('+') ? 'emergency' : 'urgent';
}

function parseParts(written: string): Part[] {
  return written.split(' ').map(form => {
    if (form === '..') return {words: new Set(), optional: true, gap: anyWords};
    const [, inner] = /^\((.+)\)$/.exec(form) ?? [];
    const spelled = (inner ?? form).split('|').map(hashOfWord);
    return {words: new Set(spelled), optional: inner !== undefined, gap: 0};
  });
}

export class PhraseFinder {
  readonly #byFirstWord = new Map<number, Phrase[]>();
  readonly #cries: Cries;
  readonly #negations: ReadonlySet<number>;
  readonly #unless: ReadonlySet<number>;

  constructor({phrases, cries, negations, unless}: PhraseList = loadPhrases()) {
    this.#cries = cries;
    this.#negations = negations;
    this.#unless = unless;
    for (const phrase of phrases) {
      for (const word of phrase.parts[0]?.words ?? []) {
        this.#byFirstWord.set(word, [...(this.#byFirstWord.get(word) ?? []), phrase]);
      }
    }
  }

  find(words: Words): Finding {
    const lines = new Set<HelpLine>();
    let must = false;
    for (let from = 0; from < words.count; from++) {
      for (const phrase of this.#byFirstWord.get(spelledAt(words, from)) ?? []) {
        const to = matchParts(words, phrase.parts, 0, from);
        if (to < 0 || (phrase.must && this.#isTakenBack(words, from, to))) continue;
        must ||= phrase.must;
        if (phrase.line) lines.add(phrase.line);
      }
    }
    return {kind: must ? 'emergency' : findCry(words, this.#cries), lines};
  }

  #isTakenBack(words: Words, from: number, to: number): boolean {
    const sentence = words.sentence[from];
    const first = Math.max(0, from - sentenceReach);
    const last = Math.min(words.count, to + sentenceReach);
    for (let i = first; i < last; i++) {
      if ((i >= from && i < to) || words.sentence[i] !== sentence) continue;
      const word = words.spelled[i] ?? 0;
      if (this.#unless.has(word)) return true;
      if (i < from && i >= from - negationReach && this.#negations.has(word)) return true;
    }
    return false;
  }
}

/** The place after the last word of the match, all of it in one sentence; -1 where there is none. */
function matchParts(words: Words, parts: readonly Part[], part: number, at: number): number {
  const wanted = parts[part];
  if (!wanted) return at;
  const mayStand =
    at < words.count && (at === 0 || part === 0 || words.sentence[at] === words.sentence[at - 1]);
  if (wanted.gap > 0) {
    for (let skipped = 0; skipped <= wanted.gap && at + skipped <= words.count; skipped++) {
      const to = matchParts(words, parts, part + 1, at + skipped);
      if (to >= 0) return to;
    }
    return -1;
  }
  if (mayStand && wanted.words.has(spelledAt(words, at))) {
    const to = matchParts(words, parts, part + 1, at + 1);
    if (to >= 0) return to;
  }
  return wanted.optional ? matchParts(words, parts, part + 1, at) : -1;
}

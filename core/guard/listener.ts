/**
 * Hears emergencies in one language, in two ways that are added up: patterns find what may be one, and a `Judge` says
 * whether it stands; the words all around weigh for or against it, as phrases of known meaning have taught. So what no
 * pattern knows is heard by its words, and a pattern that is met in a calm letter is not.
 */
import {cluesOf, type Passage} from './clues.ts';
import {Judge, type Patterns} from './judge.ts';
import type {Context, Language, List} from './language.ts';
import {Lexicon} from './lexicon.ts';
import {type Match, parsePattern, Sightings, wordsOf} from './pattern.ts';
import {respell, type Spelling, type Tokens} from './tokens.ts';

export type Listener = {
  tag: string;
  /** How many of the words are of this language, as far as we know it. */
  understands(tokens: Tokens): number;
  hears(tokens: Tokens): boolean;
  listen(tokens: Tokens): Hearing;
};

export type Hearing = {
  /** What the words of the whole message hint at. */
  clues: ReadonlySet<string>;
  /** Is there a pattern that nothing takes back? */
  upheld: boolean;
  /** From `alarm` on it is one. */
  score: number;
};

/** What an upheld pattern is worth, and what it takes to be an alarm. */
const patternWeight = Number(process.env.PW ?? 2);
const alarmScore = 0.5;
/** More words than that are weighed in parts, so that no calm letter drowns a cry for help. */
const passageWords = 40;

type Rules = Context<Patterns> & {alarms: Patterns};

export function createListener(language: Language): Listener {
  const spelling = spellingOf(language);
  const rules = rulesOf(language);
  const weights = weightsOf(language.weights);
  const lexicon = new Lexicon(symbolsAndWords(language, rules), new Set(split(language.distinct)));

  return {
    tag: language.tag,
    understands({words}) {
      return words.filter(word => lexicon.knows(word) || spelling.aliases.has(word)).length;
    },
    hears(written) {
      return listen(written).score >= alarmScore;
    },
    listen,
  };

  function listen(written: Tokens): Hearing {
    const tokens = respell(written, spelling);
    const sightings = new Sightings(tokens, lexicon);
    const judge = new Judge(rules, tokens, sightings);
    const upheld = rules.alarms.flatMap(pattern =>
      sightings.find(pattern).filter(match => judge.upholds(match)),
    );
    const clues = (passage: Passage) => cluesOf(tokens, sightings, judge.negations, passage);
    const all = {start: 0, end: tokens.words.length};
    const score = Math.max(
      ...passagesOf(all).map(passage => weigh(clues(passage)) + (upheld.some(within(passage)) ? patternWeight : 0)),
      ...sentencesOf(upheld, sightings).map(passage => weigh(clues(passage)) + patternWeight),
    );
    return {clues: clues(all), upheld: upheld.length > 0, score};
  }

  function weigh(clues: ReadonlySet<string>): number {
    let sum = 0;
    for (const clue of clues) sum += weights.get(clue) ?? 0;
    return sum / Math.sqrt(clues.size || 1);
  }
}

/** Halves of them overlap, so that nothing is torn apart. */
function passagesOf({end}: Passage): Passage[] {
  if (end <= passageWords) return [{start: 0, end}];
  const passages: Passage[] = [];
  for (let start = 0; start < end - passageWords / 2; start += passageWords / 2)
    passages.push({start, end: Math.min(end, start + passageWords)});
  return passages;
}

function within({start, end}: Passage): (match: Match) => boolean {
  return match => match.start >= start && match.end < end;
}

function sentencesOf(matches: readonly Match[], sightings: Sightings): Passage[] {
  const numbers = new Set(matches.map(({start}) => sightings.sentenceOf(start)));
  return Array.from(numbers, number => sightings.sentence(number));
}

function weightsOf(byTenths: Language['weights']): Map<string, number> {
  return new Map(
    Object.entries(byTenths).flatMap(([tenths, clues]) =>
      split(clues).map(clue => [clue, Number(tenths) / 10] as const),
    ),
  );
}

function rulesOf({alarms, context}: Language): Rules {
  const lists = {...context, alarms: Object.values(alarms).join(',')};
  const parsed = Object.entries(lists).map(([name, list]) => [name, items(list).map(parsePattern)]);
  return Object.fromEntries(parsed) as Rules; // the same names
}

function symbolsAndWords({sets}: Language, rules: Rules): Array<readonly [symbol: string, word: string]> {
  const inSets = Object.entries(sets).flatMap(([symbol, words]) =>
    split(words).map(word => [symbol, word] as const),
  );
  const inPatterns = new Set(Object.values(rules).flat().flatMap(wordsOf));
  return [...inSets, ...Array.from(inPatterns, word => [word, word] as const)];
}

function spellingOf({aliases, joins}: Language): Spelling {
  const bySecond = new Map<string, Map<string, string>>();
  for (const [written, meant] of pairsOf(joins)) {
    const [first = '', second = ''] = written.split(' ');
    bySecond.set(second, (bySecond.get(second) ?? new Map<string, string>()).set(first, meant));
  }
  return {
    aliases: new Map(pairsOf(aliases).map(([written, meant]) => [written, meant.split(' ')])),
    joins: bySecond,
  };
}

function pairsOf(list: List): Array<[written: string, meant: string]> {
  return items(list).map(item => {
    const [written = '', meant = ''] = item.split('=');
    return [written, meant];
  });
}

function items(list: List): string[] {
  return list.split(',').map(item => item.trim().replace(/\s+/g, ' '));
}

function split(words: string): string[] {
  return words.trim().split(/\s+/);
}

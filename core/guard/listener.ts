/**
 * Hears emergencies in one language, in two ways that are added up: patterns find what may be one, and a `Judge` says
 * whether it stands; the words all around weigh for or against it, as phrases of known meaning have taught. So what no
 * pattern knows is heard by its words, and a pattern that is met in a calm letter is not.
 */
import {Clues} from './clues.ts';
import {Judge, negationsIn, type Patterns, type Read, turnsIn} from './judge.ts';
import type {Context, Language, List} from './language.ts';
import {Lexicon} from './lexicon.ts';
import {type Passage, parsePattern, Sightings, wordsOf} from './pattern.ts';
import {respell, type Spelling, type Tokens} from './tokens.ts';

export type Listener = {
  tag: string;
  /** How many of the words are of this language, as far as we know it. */
  understands(tokens: Tokens): number;
  hears(tokens: Tokens): boolean;
  /** What the words hint at; each clue has a weight in `Language.weights`. */
  cluesOf(tokens: Tokens): string[];
};

/** What it takes to be an alarm: as a whole, as a sentence among others; and what an upheld pattern adds. */
const alarmWeight = 0;
const partWeight = 1;
const patternWeight = 1;
/** Fewer words than that are a scrap, which its words alone make an alarm only where they weigh as much as this. */
const scrapWords = 4;
const scrapWeight = 3;
/** More words than that are weighed in parts, so that no calm letter drowns a cry for help. */
const passageWords = 40;
const overlapWords = 12;

type Weighed = Passage & {weight: number};

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
    cluesOf(written) {
      return read(written).clues.names();
    },
    hears(written) {
      const message = read(written);
      const passages = weighed(passagesOf(message.tokens), message.clues);
      if (passages.some(passage => passage.weight > floorOf(passage, alarmWeight))) return true;
      const sentences = weighed(message.sightings.sentences(), message.clues);
      if (sentences.some(passage => passage.weight >= floorOf(passage, partWeight))) return true;
      const doubtful = [...passages, ...sentences].filter(({weight}) => weight + patternWeight > alarmWeight);
      return doubtful.length > 0 && upheldIn(doubtful, message);
    },
  };

  function read(written: Tokens) {
    const tokens = respell(written, spelling);
    const sightings = new Sightings(tokens, lexicon);
    const message = {
      tokens,
      sightings,
      negations: negationsIn(sightings, rules),
      turns: turnsIn(sightings, rules),
    };
    return {...message, clues: new Clues(message, weights)};
  }

  function upheldIn(passages: readonly Passage[], message: Read): boolean {
    const matches = rules.alarms
      .flatMap(pattern => message.sightings.find(pattern))
      .filter(match => passages.some(({start, end}) => match.start >= start && match.end < end));
    if (matches.length === 0) return false;
    const judge = new Judge(rules, message);
    return matches.some(match => judge.upholds(match));
  }
}

/** What the passage has to weigh. A scrap such as "and he" says little, though its words are those of many alarms. */
function floorOf({start, end}: Passage, weight: number): number {
  return end - start < scrapWords ? scrapWeight : weight;
}

function weighed(passages: readonly Passage[], clues: Clues): Weighed[] {
  return passages.map(passage => ({...passage, weight: clues.weigh(passage)}));
}

/** They overlap, so that nothing is torn apart. */
function passagesOf({words: {length: end}}: Tokens): Passage[] {
  if (end <= passageWords) return [{start: 0, end}];
  const passages: Passage[] = [];
  for (let start = 0; start < end - overlapWords; start += passageWords - overlapWords)
    passages.push({start, end: Math.min(end, start + passageWords)});
  return passages;
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

/** Hears emergencies in one language: its patterns find what may be one, a `Judge` has the last word. */
import {Judge, type Patterns} from './judge.ts';
import type {Context, Language, List} from './language.ts';
import {Lexicon} from './lexicon.ts';
import {parsePattern, Sightings, wordsOf} from './pattern.ts';
import {respell, type Spelling, type Tokens} from './tokens.ts';

export type Listener = {
  tag: string;
  /** How many of the words are of this language, as far as we know it. */
  understands(tokens: Tokens): number;
  hears(tokens: Tokens): boolean;
};

type Rules = Context<Patterns> & {alarms: Patterns};

export function createListener(language: Language): Listener {
  const spelling = spellingOf(language);
  const rules = rulesOf(language);
  const lexicon = new Lexicon(symbolsAndWords(language, rules), new Set(split(language.distinct)));

  return {
    tag: language.tag,
    understands({words}) {
      return words.filter(word => lexicon.knows(word) || spelling.aliases.has(word)).length;
    },
    hears(written) {
      const tokens = respell(written, spelling);
      const sightings = new Sightings(tokens, lexicon);
      const suspicions = rules.alarms.filter(pattern => sightings.has(pattern));
      if (suspicions.length === 0) return false;
      const judge = new Judge(rules, tokens, sightings);
      return suspicions.some(pattern => sightings.find(pattern).some(match => judge.upholds(match)));
    },
  };
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

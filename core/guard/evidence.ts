/**
 * Whether a message says enough for the model to be asked. In one or two words there is no context: letters alone
 * remind it of an alarm, so where each of the words is of a section of the lexicon that no danger is told with, or says nothing without
 * others, the model is not asked.
 */
import {readFileSync} from 'node:fs';
import {hashOf, numberSubject} from './lexicon.ts';
import type {Words} from './read-words.ts';

const sections =
  'breath choke heart head belly limb face pain blood out seizure stroke medicine poison ingest selfharm violence allergy colour fever injury now sudden weak fluids sugar device pregnancy care';
/** Words of these sections that say nothing without others; who only calls for help is heard by the list of cries. */
const vague = new Set(
  'thinking think thoughts thought pienso pensando pensar pense creo deep help ayuda put line air look something wrong talk find will walk life speak speaking given bit plan plans things want wish quiero quisiera siempre baja lista note carta letter light nada reason give taking taken extra anymore point reading many pull live see ready sorry perdon currently starting closed cerrada the a an and or to of in on at by for with from up down off out again about so very really too it this that these those what which who el la los las un una de del al a en con por para y o que se lo muy mas menos'
    .split(' ')
    .map(hashOf),
);
const fewWords = 2;
/** The subject of a word that the lexicon does not have: it may be a danger, or one that is misspelled. */
const unknown = 0;

export type Dangers = ReadonlySet<number>;

/** The subjects of these sections, and of what may be one. */
export function loadDangers(): Dangers {
  const text = readFileSync(new URL('lexicon.txt', import.meta.url), 'utf8');
  const names = [...text.matchAll(/^\[(.+)\]/gm)].map(([, name = '']) => name);
  const dangers = new Set([unknown, numberSubject]);
  for (const name of sections.split(' ')) {
    const at = names.indexOf(name);
    if (at < 0) throw new Error(`lexicon.txt has no section ${name}`);
    dangers.add(numberSubject + 1 + at);
  }
  return dangers;
}

export function saysEnough(words: Words, dangers: Dangers): boolean {
  if (words.count > fewWords) return true;
  for (let i = 0; i < words.count; i++) {
    if (dangers.has(words.subject[i] ?? 0) && !vague.has(words.spelled[i] ?? 0)) return true;
  }
  return false;
}

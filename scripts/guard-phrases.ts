/**
 * The phrases that the guard is judged by: those that it was tuned on, by several authors, and those that were held out,
 * written by another one who knew neither the guard nor the others, and never read by whoever tunes it.
 */
import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {hearAlarm} from '../core/guard/hear-alarm.ts';

export const languages = ['en', 'es'] as const;
export type GuardLanguage = (typeof languages)[number];
export type Part = 'tuning' | 'held out';

const Tuning = z.array(z.strictObject({text: z.string().min(1), alarm: z.boolean()}));
const HeldOut = z.array(z.strictObject({text: z.string().min(1), lang: z.enum(languages), alarm: z.boolean()}));
export type Phrase = {text: string; language: GuardLanguage; alarm: boolean; part: Part};

const all: Phrase[] = [
  ...languages.flatMap(language =>
    Tuning.parse(read(`phrases.${language}`)).map(phrase => ({...phrase, language, part: 'tuning' as const})),
  ),
  ...HeldOut.parse(read('heldout')).map(({lang, ...phrase}) => ({
    ...phrase,
    language: lang,
    part: 'held out' as const,
  })),
];

/** Those of one part, or one language, or all. */
export function phrases(part?: Part, language?: GuardLanguage): Phrase[] {
  return all.filter(
    phrase =>
      (part === undefined || phrase.part === part) && (language === undefined || phrase.language === language),
  );
}

export type Score = {recall: number; precision: number; missed: string[]; mistaken: string[]};

/** `missed`: alarms not heard; `mistaken`: heard, and none. */
export function score(chosen: readonly Phrase[], clinic: Parameters<typeof hearAlarm>[0]): Score {
  const heard = chosen.map(phrase => ({...phrase, heard: hearAlarm(clinic, phrase.text) !== null}));
  const right = heard.filter(phrase => phrase.heard && phrase.alarm).length;
  const missed = heard.filter(phrase => phrase.alarm && !phrase.heard).map(({text}) => text);
  const mistaken = heard.filter(phrase => phrase.heard && !phrase.alarm).map(({text}) => text);
  return {
    recall: right / (right + missed.length),
    precision: right / (right + mistaken.length),
    missed,
    mistaken,
  };
}

function read(name: string): unknown {
  const file = new URL(`../test/core/guard-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

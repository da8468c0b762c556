/**
 * The phrases that the guard is judged by. Which third of them is held out is decided by the phrase itself, so adding
 * others moves none from one part to the other. The tables were tuned without looking at what was held out.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {hearAlarm} from '../core/guard/hear-alarm.ts';

export const languages = ['en', 'es'] as const;
export type GuardLanguage = (typeof languages)[number];
export type Part = 'tuning' | 'held out';

const Phrases = z.array(z.strictObject({text: z.string().min(1), alarm: z.boolean()}));
export type Phrase = z.infer<typeof Phrases>[number];

const all = languages.flatMap(language => {
  const file = new URL(`../test/core/guard-phrases.${language}.json`, import.meta.url);
  return Phrases.parse(JSON.parse(readFileSync(file, 'utf8'))).map(phrase => ({...phrase, language}));
});

/** Those of one part, or one language, or all. */
export function phrases(part?: Part, language?: GuardLanguage): Phrase[] {
  return all.filter(
    phrase =>
      (part === undefined || partOf(phrase.text) === part) &&
      (language === undefined || phrase.language === language),
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

function partOf(text: string): Part {
  return (createHash('sha256').update(text).digest()[0] ?? 0) % 3 === 0 ? 'held out' : 'tuning';
}

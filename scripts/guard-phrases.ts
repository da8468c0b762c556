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
const HeldOut = z.array(
  z.strictObject({text: z.string().min(1), lang: z.enum(languages), alarm: z.boolean()}),
);
/** As far as it matters here. */
const Exam = z.object({
  known: z.array(z.tuple([z.union([z.string(), z.array(z.string())]), z.string()], z.string())),
  unknown: z.array(z.string()),
});
export type Phrase = {text: string; language: GuardLanguage; alarm: boolean; part: Part};

const clinicsOf: Record<GuardLanguage, string> = {en: 'demo', es: 'demo-es'};
/** Topics whose questions may well be alarms. */
const aboutDanger = /^(?:emerg|mental|salud-mental|after-hours|fuera-de)/;

const tuning: Phrase[] = languages.flatMap(language =>
  Tuning.parse(read(`core/guard-phrases.${language}`)).map(phrase => ({...phrase, language, part: 'tuning'})),
);
const tuned = new Set(tuning.map(({text}) => text));
/** Without the few that both authors thought of. */
const heldOut: Phrase[] = HeldOut.parse(read('core/guard-heldout'))
  .filter(({text}) => !tuned.has(text))
  .map(({lang, text, alarm}) => ({text, language: lang, alarm, part: 'held out'}));
const all = [...tuning, ...heldOut];

/** Those of one part, or one language, or all. */
export function phrases(part?: Part, language?: GuardLanguage): Phrase[] {
  return all.filter(
    phrase =>
      (part === undefined || phrase.part === part) &&
      (language === undefined || phrase.language === language),
  );
}

/** What visitors ask a clinic on any day, none of it an alarm: the questions that the faq agent is examined by. */
export function everyday(exams: readonly string[]): Phrase[] {
  return exams.flatMap(exam =>
    Object.entries(clinicsOf).flatMap(([language, clinic]) => {
      const {known, unknown} = Exam.parse(read(`worker/faq-${exam}.${clinic}`));
      const asked = known.flatMap(([said, topic]) => (aboutDanger.test(topic) ? [] : [said].flat()));
      return [...asked, ...unknown].map(text => ({
        text,
        language: language as GuardLanguage, // the keys of the table
        alarm: false,
        part: 'tuning' as const,
      }));
    }),
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
  const file = new URL(`../test/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

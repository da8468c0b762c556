/**
 * Answers "are you open?" by the clinic's clock and calendar. It speaks only where a question is about its hours
 * and nothing else: "is the library open?" and "an appointment tomorrow" are for the search.
 */
import type {Clinic} from '../../../../core/clinics/clinic.ts';
import {correct} from '../spelling.ts';
import {fold, type Words} from '../words.ts';
import {type Moment, momentIn, weekdays} from './calendar.ts';
import {type HoursSentences, tellDates, tellNow} from './tell.ts';
import {hearWhen, type TimeWords, type When} from './when.ts';

/** How a language asks for hours, and how it tells them. Words and patterns are folded. */
export type HoursTalk = {
  times: TimeWords;
  /** Words that ask for hours: open, closed, schedule. */
  asking: ReadonlySet<string>;
  /** Words of coming and being there: beside a time, they ask for hours too. */
  coming: ReadonlySet<string>;
  /** The clinic itself, by whatever word, and what else may stand beside those. */
  neutral: ReadonlySet<string>;
  /** A time is wanted, not a yes or no. */
  asksWhen: RegExp;
  /** A yes would mean: closed. */
  asksShut: RegExp;
  /** Means this moment though no word says so: "are you open?" */
  asksNow: RegExp;
  /** Sounds like a question for hours, and is none: "what time is it?" */
  otherwise: RegExp;
  say: HoursSentences;
};

type Speech = {hours: HoursTalk; words: Words};

/** `about` is "now", or the dates with commas between, and the time of day after a T where one was asked for. */
export type HoursAnswer = {about: string; text: string};

/** The answer to a question about the clinic's hours at a certain time; null: it is something else. */
export function answerHours(
  clinic: Clinic,
  {hours: talk, words}: Speech,
  text: string,
  instant: Date,
): HoursAnswer | null {
  if (weekdays.every(day => clinic.hours[day].length === 0)) return null;
  const now = momentIn(clinic.timeZone, instant);
  const asked = spell(talk, words, text);
  const when = hearHours(talk, words, asked, now);
  if (!when) return null;
  const wants = wantedBy(talk, asked, when);
  const telling = {say: talk.say, hours: clinic.hours, clock: clockOf(clinic), now, wants} as const;
  if ('now' in when) return {about: 'now', text: tellNow(telling)};
  const time = when.time && !when.upTo ? `T${when.time}` : '';
  return {about: `${when.dates.join(',')}${time}`, text: tellDates(telling, when)};
}

/** The question without what it says of time; all of it where it says nothing of time. */
export function withoutTimes({hours, words}: Speech, text: string): string {
  return hearWhen(hours.times, spell(hours, words, text), anyMoment).rest;
}

/**
 * What a question is about, beside when: "is the pool open on Saturday?" is about the pool. Where it says nothing of
 * opening hours, "today" stays: it also tells how urgent something is.
 */
export function subjectOf({hours, words}: Speech, text: string): string {
  const asked = spell(hours, words, text);
  const {when, rest} = hearWhen(hours.times, asked, anyMoment);
  if (!when && !hours.otherwise.test(asked)) return text;
  const said = rest.split(' ');
  const others = said.filter(word => !hours.asking.has(word));
  if (others.length < said.length) return others.join(' ');
  return when && 'dates' in when && !hours.times.today.test(asked) ? rest : text;
}

/** Whether a text says anything of time. */
export function namesTime({hours, words}: Speech, text: string): boolean {
  return hearWhen(hours.times, spell(hours, words, text), anyMoment).when !== null;
}

function wantedBy(talk: HoursTalk, asked: string, when: When): 'time' | 'open' | 'shut' {
  if (talk.asksWhen.test(asked)) return 'time';
  if (!talk.asksShut.test(asked)) return 'open';
  // "Do you close at six?" asks for the hour, not for what is so at six.
  return 'time' in when ? 'time' : 'shut';
}

const anyMoment: Moment = {date: '2000-01-01', time: '00:00'};

function hearHours(talk: HoursTalk, words: Words, asked: string, now: Moment): When | null {
  if (talk.otherwise.test(asked)) return null;
  const {when, rest} = hearWhen(talk.times, asked, now);
  const said = rest.split(' ');
  const expected = (word: string) => talk.asking.has(word) || talk.coming.has(word) || talk.neutral.has(word);
  if (said.some(word => !expected(word) && words.telling(word).length > 0)) return null;
  const asks = talk.asksWhen.test(asked) || said.some(word => talk.asking.has(word));
  if (!when) return asks && !talk.asksWhen.test(asked) && talk.asksNow.test(asked) ? {now: true} : null;
  const comes = said.some(word => talk.coming.has(word));
  return asks || comes || ('weekly' in when && when.weekly) ? when : null;
}

/** Folded words and numbers with single spaces, those that name times spelt right. */
function spell({times, asking}: HoursTalk, words: Words, text: string): string {
  const tokens = fold(text).match(/\d{4}-\d\d-\d\d|\d+[:/]\d+|\d+(?=\p{L})|[\p{L}\p{N}]+/gu) ?? [];
  const vocabulary = [...times.weekdays.flat(), ...times.months.flat(), ...times.spelt, ...asking];
  return correct(tokens.join(' '), vocabulary, word => words.telling(word).length === 0);
}

/**
 * Twelve or twenty-four hours, as the clinic's language has it, or as its locale says (en-u-hc-h23). Regions are left
 * out: versions of ICU do not agree on es-MX, and the same question must have the same answer on every Node.
 */
function clockOf({locale}: Clinic): 12 | 24 {
  const {language, hourCycle} = new Intl.Locale(locale);
  const cycle = hourCycle ?? new Intl.DateTimeFormat(language, {hour: 'numeric'}).resolvedOptions().hourCycle;
  return cycle === 'h11' || cycle === 'h12' ? 12 : 24;
}

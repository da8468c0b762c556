/** Hears whether a text asks for opening hours, and for which time: by its words alone. */

import type {Moment} from '../../../../core/clinics/calendar.ts';
import {createSpeller, type Speller} from '../language/spelling.ts';
import {fold, type Words} from '../language/words.ts';
import type {HoursTalk} from './hours-talk.ts';
import {hearWhen, type When} from './when.ts';

export type Speech = {hours: HoursTalk; words: Words};

/** Times are named early, or not at all. */
const maxLength = 300;

const anyMoment: Moment = {date: '2000-01-01', time: '00:00'};

/** Folded words and numbers with single spaces, those that name times spelt right. */
export function spell({hours, words}: Speech, text: string): string {
  const tokens =
    fold(text.slice(0, maxLength)).match(/\d{4}-\d\d-\d\d|\d+[:/]\d+|\d+(?=\p{L})|[\p{L}\p{N}]+/gu) ?? [];
  const speller = spellerOf(hours);
  return tokens.map(word => (words.telling(word).length === 0 ? word : speller(word))).join(' ');
}

/**
 * The time that a question about hours is about; null: it is something else, or the hours as a whole. `isSure` where it
 * is known to be about hours: then it may say anything beside.
 */
export function hearHours(
  {hours: talk, words}: Speech,
  asked: string,
  now: Moment,
  isSure: boolean,
): When | null {
  if (talk.otherwise.test(asked)) return null;
  const {when, rest} = hearWhen(talk.times, asked, now);
  if (isSure && when) return when;
  const said = rest.split(' ');
  const expected = (word: string) => talk.asking.has(word) || talk.coming.has(word) || talk.neutral.has(word);
  if (said.some(word => !expected(word) && words.telling(word).length > 0)) return null;
  const asks = talk.asksWhen.test(asked) || said.some(word => talk.asking.has(word));
  if (!when) return asks && !talk.asksWhen.test(asked) && talk.asksNow.test(asked) ? {now: true} : null;
  const comes = said.some(word => talk.coming.has(word));
  return asks || comes || ('weekly' in when && when.weekly) ? when : null;
}

/** Whether it asks for hours, or only names a time. */
export function asksHours({hours: talk}: Speech, asked: string): boolean {
  return (
    talk.asksWhen.test(asked) || asked.split(' ').some(word => talk.asking.has(word) || talk.coming.has(word))
  );
}

/** The question without what it says of time; all of it where it says nothing of time. */
export function withoutTimes(speech: Speech, text: string): string {
  return hearWhen(speech.hours.times, spell(speech, text), anyMoment).rest;
}

/** Whether a text says anything of time. */
export function namesTime(speech: Speech, text: string): boolean {
  return hearWhen(speech.hours.times, spell(speech, text), anyMoment).when !== null;
}

const spellers = new WeakMap<HoursTalk, Speller>();

function spellerOf(talk: HoursTalk): Speller {
  const {weekdays, months, spelt} = talk.times;
  const speller =
    spellers.get(talk) ?? createSpeller([...talk.asking, ...weekdays.flat(), ...months.flat(), ...spelt]);
  spellers.set(talk, speller);
  return speller;
}

/**
 * Answers "are you open?" by the clinic's clock and calendar. It speaks only where a question is about its hours
 * and nothing else: "is the library open?" and "an appointment tomorrow" are for the search.
 */

import {hasDateOfItsOwn, momentIn, rangesOn, weekdays} from '../../../../core/clinics/calendar.ts';
import type {Clinic, Entry} from '../../../../core/clinics/clinic.ts';
import {fold} from '../language/words.ts';
import {asksHours, hearHours, type Speech, spell} from './hear.ts';
import {holidayOn, type NamedHoliday, takeHoliday} from './holidays.ts';
import type {HoursTalk} from './hours-talk.ts';
import {tellDates, tellNow} from './tell.ts';
import {datesNamed, type When} from './when.ts';

/**
 * `about` is "now", or the dates with commas between, and the time of day after a T where one was asked for.
 * `asked`: for hours, not only with a time in it. `entry`: knows more of that date than the calendar.
 */
export type HoursAnswer = {about: string; text: string; asked: boolean; entry?: Entry};

export type HoursQuestion = {
  text: string;
  now: Date;
  /** It is known to be about hours, whatever else it says. */
  isSure: boolean;
  /** Entries that may tell of a date. */
  entries: readonly Entry[];
  /** What is said of a holiday that the calendar does not know. */
  holidayLine: string;
};

/** The answer to a question about the clinic's hours at a certain time; null: it is something else. */
export function answerHours(clinic: Clinic, speech: Speech, question: HoursQuestion): HoursAnswer | null {
  const {hours: talk} = speech;
  if (weekdays.every(day => clinic.hours[day].length === 0)) return null;
  const now = momentIn(clinic.timeZone, question.now);
  const asked = spell(speech, question.text);
  const holiday = takeHoliday(asked, clinic.locale, now.date);
  const when = holiday
    ? hearHoliday(speech, holiday, question)
    : hearHours(speech, asked, now, question.isSure);
  if (!when) return null;
  const asks = asksHours(speech, asked);
  const wants = wantedBy(talk, asked, when);
  const telling = {say: talk.say, hours: clinic.hours, clock: clockOf(clinic), now, wants} as const;
  if ('now' in when) return {about: 'now', text: tellNow(telling), asked: asks};
  const time = when.time && !when.upTo ? `T${when.time}` : '';
  const about = `${when.dates.join(',')}${time}`;
  const [date = ''] = when.dates;
  const entry =
    when.dates.length === 1 ? entryAbout(clinic, speech, question.entries, date, holiday?.names) : undefined;
  if (entry) return {about, text: entry.answer, asked: asks, entry};
  const text = tellDates(telling, when);
  return {
    about,
    text: isDoubtful(clinic, date, holiday !== null) ? `${text} ${question.holidayLine}` : text,
    asked: asks,
  };
}

/** A holiday by its name is asked for where the rest is about hours, or is nothing. */
function hearHoliday(speech: Speech, {date, rest}: NamedHoliday, {isSure}: HoursQuestion): When | null {
  const {words} = speech;
  const others = rest.split(' ').filter(word => !asksHours(speech, word) && words.telling(word).length > 0);
  const isAsked = isSure || (others.length === 0 && asksHours(speech, rest));
  return isAsked ? {dates: [date], weekly: false} : null;
}

/** The entry that names a date; or its holiday, where that was asked for, or where the calendar says nothing of the date. */
function entryAbout(
  clinic: Clinic,
  speech: Speech,
  entries: readonly Entry[],
  date: string,
  named?: readonly string[],
): Entry | undefined {
  const dated = entries.find(entry => datesOf(speech, entry).includes(date.slice(5)));
  if (dated || (!named && hasDateOfItsOwn(clinic.hours, date))) return dated;
  const names = named ?? holidayOn(date, clinic.locale) ?? [];
  return entries.find(({questions, keywords = []}) => {
    const words = fold([...questions, ...keywords].join(' ')).replace(/['’]/g, '');
    return names.some(name => words.includes(name));
  });
}

const dates = new WeakMap<Entry, readonly string[]>();

function datesOf({hours}: Speech, entry: Entry): readonly string[] {
  const {questions, keywords = [], answer} = entry;
  const text = () => fold([...questions, ...keywords, answer].join(' | ')).replace(/[^\p{L}\p{N}|-]+/gu, ' ');
  const known = dates.get(entry) ?? datesNamed(hours.times, text());
  dates.set(entry, known);
  return known;
}

/** Open by its weekday, though it is a holiday. */
function isDoubtful({hours, locale}: Clinic, date: string, isNamed: boolean): boolean {
  if (hasDateOfItsOwn(hours, date) || rangesOn(hours, date).length === 0) return false;
  return isNamed || holidayOn(date, locale) !== null;
}

function wantedBy(talk: HoursTalk, asked: string, when: When): 'time' | 'open' | 'shut' {
  if (talk.asksWhen.test(asked)) return 'time';
  if (!talk.asksShut.test(asked)) return 'open';
  // "Do you close at six?" asks for the hour, not for what is so at six.
  return 'time' in when ? 'time' : 'shut';
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

/** Says when a clinic is open: first the answer, then the times that prove it. Every sentence is true at `now`. */

import {
  addDays,
  hasDateOfItsOwn,
  type Moment,
  nextClosing,
  nextOpening,
  type Range,
  rangeAt,
  rangesOn,
  type Weekday,
  weekdayOf,
} from '../../../../core/clinics/calendar.ts';
import type {Hours} from '../../../../core/clinics/hours.ts';
import type {When} from './when.ts';

/** The sentences of a language, without capital and full stop. */
export type HoursSentences = {
  yes: string;
  no: string;
  /** A time with what stands before it: "at 6:00 PM", "until 6:00 PM", "from 8:00 AM to 6:00 PM". */
  at(time: string, clock: 12 | 24): string;
  until(time: string, clock: 12 | 24): string;
  fromTo(range: Range, clock: 12 | 24): string;
  and: string;
  today: string;
  tomorrow: string;
  /** A date as it stands before or in a sentence. */
  on(date: string): string;
  openNow(until: string): string;
  aroundTheClock: string;
  shutNow: string;
  shutForToday: string;
  open(day: string, times: string): string;
  shut(day: string): string;
  opensAgain(day: string, at: string): string;
  otherWeeks(weekday: Weekday, times: string): string;
};

export type Telling = {
  say: HoursSentences;
  hours: Hours;
  clock: 12 | 24;
  now: Moment;
  /** What the question wants to hear: a time, or yes where it is open, or yes where it is shut. */
  wants: 'time' | 'open' | 'shut';
};

export function tellNow(telling: Telling): string {
  const {say, hours, now} = telling;
  if (!rangeAt(hours, now)) {
    return join(sentence(telling, false, say.shutNow), tellOpening(telling, now));
  }
  const end = nextClosing(hours, now);
  if (!end) return sentence(telling, true, say.aroundTheClock);
  const later = rangesOn(hours, now.date).filter(([open]) => end.date === now.date && open > end.time);
  const until = nameClosing(telling, end);
  const whole = later.length > 0 ? `${until} ${say.and} ${times(telling, later)}` : until;
  return sentence(telling, true, say.openNow(whole));
}

export function tellDates(telling: Telling, when: Extract<When, {dates: readonly string[]}>): string {
  const told = when.dates.map(date => tellDate(telling, date, when));
  const agree = told.every(({open}) => open === told[0]?.open);
  return told
    .map(({open, text, rest}, i) => {
      const first = i === 0 && agree;
      return join(sentence(first ? telling : {...telling, wants: 'time'}, open, text), rest);
    })
    .join(' ');
}

type Told = {open: boolean; text: string; rest: string};

function tellDate(telling: Telling, date: string, when: Extract<When, {dates: readonly string[]}>): Told {
  const {say, hours, now} = telling;
  const ranges = rangesOn(hours, date);
  const day = nameDay(telling, date);
  const usual = hours[weekdayOf(date)];
  const otherwise =
    when.weekly && usual.length > 0 && hasDateOfItsOwn(hours, date)
      ? write(say.otherWeeks(weekdayOf(date), times(telling, usual)))
      : '';
  if (ranges.length === 0) {
    const rest = otherwise || tellOpening(telling, {date, time: '24:00'});
    return {open: false, text: say.shut(day), rest};
  }
  const over = date === now.date && ranges.every(([, close]) => close <= now.time);
  if (over && !when.time) return {open: false, text: say.shutForToday, rest: tellOpening(telling, now)};
  const open = when.time
    ? rangeAt(hours, {date, time: when.upTo ? minuteBefore(when.time) : when.time}) !== undefined
    : true;
  return {open, text: say.open(day, times(telling, ranges)), rest: otherwise};
}

function tellOpening(telling: Telling, after: Moment): string {
  const next = nextOpening(telling.hours, after);
  if (!next) return '';
  return write(telling.say.opensAgain(nameDay(telling, next.date), telling.say.at(next.time, telling.clock)));
}

/** A closing of another day says which; midnight is the end of this one. */
function nameClosing(telling: Telling, {date, time}: Moment): string {
  const {say, now, clock} = telling;
  const until = say.until(time, clock);
  const tonight = date === now.date || (time === '00:00' && date === addDays(now.date, 1));
  return tonight ? until : `${until} ${nameDay(telling, date)}`.replace(/,$/, '');
}

function nameDay({say, now}: Telling, date: string): string {
  if (date === now.date) return say.today;
  return date === addDays(now.date, 1) ? say.tomorrow : say.on(date);
}

function times({say, clock}: Telling, ranges: readonly Range[]): string {
  return ranges.map(range => say.fromTo(range, clock)).join(` ${say.and} `);
}

/** "Yes, we are open now." or, where a time is wanted, only "We are open now." */
function sentence({say, wants}: Telling, open: boolean, text: string): string {
  const verdict = open === (wants === 'open') ? say.yes : say.no;
  return write(wants === 'time' ? text : `${verdict}, ${text}`);
}

/** "6:00 p. m." ends a sentence as it is. */
function write(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

function join(...sentences: readonly string[]): string {
  return sentences.filter(each => each !== '').join(' ');
}

function minuteBefore(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const minutes = Math.max(0, hour * 60 + minute - 1);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/**
 * When a clinic is open, on its own wall clock. Dates are "YYYY-MM-DD" and times "HH:MM" up to "24:00", so both
 * compare as strings; instants become such a moment once, by the clinic's time zone, and no summer time can shift them later.
 */
import type {Hours} from './hours.ts';

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof weekdays)[number];

export type Moment = {date: string; time: string};
export type Range = readonly [open: string, close: string];

/** Past every list of closed days that a clinic may keep: then there is no next opening. */
const lookAheadDays = 400;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Swedish writes dates and times as they are compared here: 2026-12-16 09:05. */
function createFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv', {timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23'});
}

export function momentIn(timeZone: string, instant: Date): Moment {
  const format = formats.get(timeZone) ?? createFormat(timeZone);
  formats.set(timeZone, format);
  const [date = '', time = ''] = format.format(instant).split(' ');
  return {date, time};
}

export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

export function weekdayOf(date: string): Weekday {
  return weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sunday';
}

/** When it is open on a date; empty where it stays shut. */
export function rangesOn(hours: Hours, date: string): readonly Range[] {
  return hours.special?.[date] ?? (hours.closedOn?.includes(date) ? [] : hours[weekdayOf(date)]);
}

/** Whether the calendar says something of this very date. */
export function hasDateOfItsOwn(hours: Hours, date: string): boolean {
  return hours.special?.[date] !== undefined || hours.closedOn?.includes(date) === true;
}

/** The range that a moment lies in: open from its first minute, closed from its last. */
export function rangeAt(hours: Hours, {date, time}: Moment): Range | undefined {
  return rangesOn(hours, date).find(([open, close]) => open <= time && time < close);
}

/** When it next closes, midnight being the next day's "00:00"; null where it is shut already, or never closes. */
export function nextClosing(hours: Hours, moment: Moment): Moment | null {
  let at = moment;
  // Ranges that touch, at midnight too, are one: nobody closes between them.
  for (let steps = 0; steps < lookAheadDays; steps += 1) {
    const range = rangeAt(hours, at);
    if (!range) return at === moment ? null : at;
    at = range[1] === '24:00' ? {date: addDays(at.date, 1), time: '00:00'} : {date: at.date, time: range[1]};
  }
  return null;
}

/** When it next opens after a moment at which it is shut; null: not within a year. */
export function nextOpening(hours: Hours, {date, time}: Moment): Moment | null {
  for (let days = 0; days < lookAheadDays; days += 1) {
    const day = addDays(date, days);
    const range = rangesOn(hours, day).find(([open]) => days > 0 || open > time);
    if (range) return {date: day, time: range[0]};
  }
  return null;
}

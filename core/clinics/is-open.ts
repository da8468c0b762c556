/** Is the clinic open at this moment, by its own clock and calendar? */
import {momentIn, rangeAt} from './calendar.ts';
import type {Clinic} from './clinic.ts';

export function isOpen({hours, timeZone}: Pick<Clinic, 'hours' | 'timeZone'>, at: number): boolean {
  return rangeAt(hours, momentIn(timeZone, new Date(at))) !== undefined;
}

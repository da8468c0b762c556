/** Is the clinic open at this moment, by its own clock? */
import type {Clinic, Hours} from './clinic.ts';

export function isOpen({hours, timeZone}: Pick<Clinic, 'hours' | 'timeZone'>, at: number): boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({type, value}) => [type, value]));
  const {weekday = '', year, month, day, hour, minute} = parts;
  if (hours.closedOn?.includes(`${year}-${month}-${day}`)) return false;
  const time = `${hour}:${minute}`;
  return rangesOf(hours, weekday.toLowerCase()).some(([open, close]) => open <= time && time < close);
}

function rangesOf(hours: Hours, weekday: string): ReadonlyArray<readonly [string, string]> {
  const byDay: Record<string, unknown> = hours;
  const ranges = byDay[weekday];
  return Array.isArray(ranges) ? ranges : [];
}

/**
 * The public holidays that people ask for by name, and on which a clinic may be shut though its calendar does not say
 * so. It is never said of one that the clinic is open or shut on it: only that somebody should be asked.
 */
import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {addDays, type Weekday, weekdayOf, weekdays} from '../../../../core/clinics/calendar.ts';

/**
 * `rule`: "12-25", "11 thursday 4" (-1: the last one), "easter -2"; `in`: countries, all where absent; `eve`: has a name,
 * and is a working day all the same.
 */
const Holiday = z.strictObject({
  rule: z.string(),
  names: z.strictObject({en: z.array(z.string()), es: z.array(z.string())}),
  in: z.array(z.string()).optional(),
  eve: z.boolean().optional(),
});
type Holiday = z.infer<typeof Holiday>;

const holidays = z
  .array(Holiday)
  .parse(JSON.parse(readFileSync(new URL('holidays.json', import.meta.url), 'utf8')));

/** The names, folded, of the holiday on a date in the country of a locale; null: it is none. */
export function holidayOn(date: string, locale: string): readonly string[] | null {
  const holiday = holidaysIn(locale).find(
    ({rule, eve}) => !eve && dateOf(rule, Number(date.slice(0, 4))) === date,
  );
  return holiday ? allNames(holiday) : null;
}

export type NamedHoliday = {date: string; names: readonly string[]; rest: string};

/** The next date of the holiday that a folded text names, and the text without the name. */
export function takeHoliday(text: string, locale: string, today: string): NamedHoliday | null {
  const plain = text.replace(/['’]/g, '');
  const named = namesIn(locale).find(({pattern}) => pattern.test(plain));
  if (!named) return null;
  const year = Number(today.slice(0, 4));
  const date = [year, year + 1].map(each => dateOf(named.holiday.rule, each)).find(each => each >= today);
  if (!date) return null;
  return {date, names: allNames(named.holiday), rest: plain.replace(named.pattern, ' ').replace(/ +/g, ' ')};
}

type Name = {pattern: RegExp; holiday: Holiday};

const names = new Map<string, Name[]>();

/** Longer names first: Christmas Eve is not Christmas. A process knows few locales. */
function namesIn(locale: string): Name[] {
  const known =
    names.get(locale) ??
    holidaysIn(locale)
      .flatMap(holiday => allNames(holiday).map(name => ({name, holiday})))
      .toSorted((a, b) => b.name.length - a.name.length)
      .map(({name, holiday}) => ({pattern: new RegExp(`\\b${name}\\b`), holiday}));
  names.set(locale, known);
  return known;
}

function allNames({names}: Holiday): string[] {
  return [...names.en, ...names.es];
}

function holidaysIn(locale: string): Holiday[] {
  const {region} = new Intl.Locale(locale).maximize();
  return holidays.filter(holiday => !holiday.in || holiday.in.includes(region ?? ''));
}

function dateOf(rule: string, year: number): string {
  const [first = '', second = '', third = ''] = rule.split(' ');
  if (first === 'easter') return addDays(easter(year), Number(second));
  if (second === '') return `${year}-${first}`;
  const weekday = weekdays.find(each => each === second) ?? 'monday';
  return nthWeekday(year, first, weekday, Number(third));
}

function nthWeekday(year: number, month: string, weekday: Weekday, nth: number): string {
  const days = Array.from({length: 31}, (_, i) => addDays(`${year}-${month}-01`, i)).filter(
    date => date.slice(5, 7) === month && weekdayOf(date) === weekday,
  );
  return days.at(nth > 0 ? nth - 1 : nth) ?? '';
}

/** The Gregorian calendar's Easter Sunday (the anonymous algorithm, as Meeus gives it). */
function easter(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const days = h + l - 7 * m + 114;
  return `${year}-${String(Math.floor(days / 31)).padStart(2, '0')}-${String((days % 31) + 1).padStart(2, '0')}`;
}

/**
 * Hears which day, and which time of day, a question is about: pure, and from the same words always the same.
 * What was heard is taken out, so that the rest can tell whether the question is about anything else.
 */
import {addDays, type Moment, weekdayOf, weekdays} from '../../../../core/clinics/calendar.ts';

export type When =
  | {now: true}
  /** `weekly`: a weekday was named, which may mean every one. `upTo`: "until seven", "before nine". */
  | {dates: readonly string[]; weekly: boolean; time?: string; upTo?: boolean};

export type Heard = {when: When | null; rest: string};

/** How a language names times, in text that is folded and has single spaces. Patterns name what they found. */
export type TimeWords = {
  /** Sunday first, January first; the forms of each. */
  weekdays: ReadonlyArray<readonly string[]>;
  months: ReadonlyArray<readonly string[]>;
  /** With the groups `day` and `month`, made from all names of months. */
  monthDays(month: string): readonly RegExp[];
  /** "the 25th", with the group `day`. */
  dayOfMonth: RegExp;
  /** Which of two numbers with a slash between comes first. */
  slashed: 'day' | 'month';
  /** With the groups `hour`, `minute`, `half`, and `am` or `pm` where it was said. */
  clocks: readonly RegExp[];
  noon: RegExp;
  midnight: RegExp;
  /** Begins a time, as `clocks`, `noon` and `midnight` find it, that is only the end of what is meant. */
  upTo: RegExp;
  /** Says that a weekday is meant a week later, where it is today's. */
  next: RegExp;
  dayAfterTomorrow: RegExp;
  tomorrow: RegExp;
  today: RegExp;
  weekend: RegExp;
  /** "In the evening", beside a day. */
  partOfDay: RegExp;
  /** Also "still", "already", "again": they ask for what is so at this moment. */
  now: RegExp;
  /** Words of the patterns above that are worth correcting where they are misspelt. */
  spelt: readonly string[];
  /** Whole weeks and runs of days: no single day is meant. */
  general: RegExp;
};

/** Takes the first match out of `rest`; its groups, or null. */
type Take = (pattern: RegExp) => Record<string, string | undefined> | null;

export function hearWhen(words: TimeWords, text: string, now: Moment): Heard {
  let rest = text;
  const take: Take = pattern => {
    const match = pattern.exec(rest);
    if (!match) return null;
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`.replace(/ +/g, ' ');
    return {...match.groups, '': match[0]};
  };
  if (words.general.test(text)) return {when: null, rest};

  const dated = takeDate(words, take, now.date);
  const clock = takeClock(words, take);
  const days = dated ? {dates: [dated], weekly: false} : takeDays(words, take, now.date);
  if (days) take(words.partOfDay);
  const heardNow = take(words.now) !== null;
  if (days) return {when: {...days, ...clock}, rest};
  if (clock) return {when: {dates: [now.date], weekly: false, ...clock}, rest};
  return {when: heardNow ? {now: true} : null, rest};
}

/** A date of the calendar: the next one, where no year is given. */
function takeDate(words: TimeWords, take: Take, today: string): string | null {
  const iso = take(/\b(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)\b/);
  if (iso) return validDate(Number(iso['year']), Number(iso['month']), Number(iso['day']));

  for (const pattern of words.monthDays(words.months.flat().join('|'))) {
    const named = take(pattern);
    const month = words.months.findIndex(names => names.includes(named?.['month'] ?? ''));
    if (named) return nextDate(month + 1, Number(named['day']) || 1, today);
  }
  const slashed = take(/\b(?<first>\d{1,2})\/(?<second>\d{1,2})\b/);
  if (slashed) {
    const [first, second] = [Number(slashed['first']), Number(slashed['second'])];
    const monthFirst = second > 12 || (words.slashed === 'month' && first <= 12);
    return monthFirst ? nextDate(first, second, today) : nextDate(second, first, today);
  }
  const numbered = take(words.dayOfMonth);
  return numbered && nextDay(Number(numbered['day']), today);
}

/** The days (MM-DD) that a text names by their month, or as YYYY-MM-DD: what entries tell of dates. */
export function datesNamed(words: TimeWords, text: string): string[] {
  const iso = [...text.matchAll(/\b\d{4}-(\d\d-\d\d)\b/g)].map(match => match[1] ?? '');
  const named = words.monthDays(words.months.flat().join('|')).flatMap(pattern =>
    [...text.matchAll(new RegExp(pattern, 'g'))].flatMap(({groups}) => {
      const month = words.months.findIndex(names => names.includes(groups?.['month'] ?? ''));
      const date = nextDate(month + 1, Number(groups?.['day']) || 1, '2000-01-01');
      return date ? [date.slice(5)] : [];
    }),
  );
  return [...iso, ...named];
}

function takeDays(words: TimeWords, take: Take, today: string): {dates: string[]; weekly: boolean} | null {
  if (take(words.dayAfterTomorrow)) return {dates: [addDays(today, 2)], weekly: false};
  const dates: string[] = [];
  if (take(words.weekend)) dates.push(comingDay('saturday', today), comingDay('sunday', today));
  for (const [i, names] of words.weekdays.entries()) {
    const named = take(new RegExp(`\\b(?:${names.join('|')})\\b`));
    const day = weekdays[i];
    if (!named || !day) continue;
    const date = comingDay(day, today);
    dates.push(date === today && take(words.next) ? addDays(date, 7) : date);
  }
  take(words.next);
  if (dates.length > 0) return {dates: [...new Set(dates)].sort(), weekly: true};
  if (take(words.tomorrow)) return {dates: [addDays(today, 1)], weekly: false};
  return take(words.today) && {dates: [today], weekly: false};
}

function takeClock(words: TimeWords, take: Take): {time: string; upTo: boolean} | null {
  const named = [
    [words.noon, '12:00'],
    [words.midnight, '24:00'],
  ] as const;
  for (const [pattern, time] of named) {
    const found = take(pattern);
    // Nobody is open at the end of midnight: what is meant is the time before it.
    if (found) return {time, upTo: time === '24:00' || words.upTo.test(found[''] ?? '')};
  }
  for (const pattern of words.clocks) {
    const found = take(pattern);
    const time = found && timeOf(found);
    if (found) return time ? {time, upTo: words.upTo.test(found[''] ?? '')} : null;
  }
  return null;
}

/** Nobody asks a front desk for one to seven in the night without saying so. */
function timeOf({hour, minute, half, am, pm}: Record<string, string | undefined>): string | null {
  const said = Number(hour);
  const afternoon = said < 12 && (pm !== undefined || (am === undefined && said > 0 && said < 8));
  const hours = am !== undefined && said === 12 ? 0 : said + (afternoon ? 12 : 0);
  const minutes = half === undefined ? Number(minute ?? 0) : 30;
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

function comingDay(weekday: string, today: string): string {
  const week = [0, 1, 2, 3, 4, 5, 6].map(days => addDays(today, days));
  return week.find(date => weekdayOf(date) === weekday) ?? today;
}

function nextDate(month: number, day: number, today: string): string | null {
  const year = Number(today.slice(0, 4));
  // 29 February may be years away.
  const dates = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(years => validDate(year + years, month, day));
  return dates.find(date => date !== null && date >= today) ?? null;
}

function nextDay(day: number, today: string): string | null {
  const [year = 0, month = 0] = today.split('-').map(Number);
  const dates = [0, 1, 2].map(months =>
    validDate(year + Math.floor((month - 1 + months) / 12), ((month - 1 + months) % 12) + 1, day),
  );
  return dates.find(date => date !== null && date >= today) ?? null;
}

function validDate(year: number, month: number, day: number): string | null {
  const date = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')];
  const iso = date.join('-');
  const instant = new Date(`${iso}T00:00:00Z`);
  // 31 June is not refused by Date, only moved.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(iso) ? iso : null;
}

/** How English asks for opening hours, and tells them. Words and patterns are folded. */
import type {HoursTalk} from './hours-talk.ts';

const hour = '(?<hour>\\d{1,2})(?:[: ](?<minute>\\d\\d))?';
const dayPart = '(?:(?<am>a ?m|(?:in the )?morning)|(?<pm>p ?m|(?:in the |at )?(?:afternoon|evening|night)))';

export const englishHours: HoursTalk = {
  times: {
    weekdays: [
      ['sunday', 'sundays', 'sun'],
      ['monday', 'mondays', 'mon'],
      ['tuesday', 'tuesdays', 'tues', 'tue'],
      ['wednesday', 'wednesdays', 'wed'],
      ['thursday', 'thursdays', 'thurs', 'thur', 'thu'],
      ['friday', 'fridays', 'fri'],
      ['saturday', 'saturdays', 'sat'],
    ],
    months: [
      ['january', 'jan'],
      ['february', 'feb'],
      ['march', 'mar'],
      ['april', 'apr'],
      ['may'],
      ['june', 'jun'],
      ['july', 'jul'],
      ['august', 'aug'],
      ['september', 'sept', 'sep'],
      ['october', 'oct'],
      ['november', 'nov'],
      ['december', 'dec'],
    ],
    monthDays: month => [
      new RegExp(`\\b(?:the )?(?<day>\\d{1,2}) ?(?:st|nd|rd|th)?(?: of)? (?<month>${month})\\b`),
      new RegExp(`\\b(?<month>${month}) (?:the )?(?<day>\\d{1,2})(?: ?(?:st|nd|rd|th))?\\b`),
    ],
    dayOfMonth: /\bthe (?<day>\d{1,2}) ?(?:st|nd|rd|th)\b/,
    slashed: 'month',
    clocks: [
      new RegExp(
        `\\b(?:at |around |after |by |from |until |till? |before )?${hour} ?(?:o ?clock )?${dayPart}\\b`,
      ),
      new RegExp(
        `\\b(?:at|around|after|by|from|until|till?|before) (?<half>half past )?${hour}(?: o ?clock)?\\b`,
      ),
      /\b(?<hour>\d{1,2}):(?<minute>\d\d)\b/,
    ],
    noon: /\b(?:at |until |till? |before )?(?:noon|midday)\b/,
    midnight: /\b(?:at |until |till? |before )?midnight\b/,
    upTo: /^(?:until|till?|before) /,
    next: /\bnext\b/,
    dayAfterTomorrow: /\b(?:the )?day after tomorrow\b/,
    tomorrow: /\b(?:tomorrow|tmrw|tmw|2moro)\b/,
    today: /\b(?:today|tonight|this (?:morning|afternoon|evening))\b/,
    partOfDay: /\b(?:in the |at )?(?:mornings?|afternoons?|evenings?|night)\b/,
    weekend: /\bweekends?\b/,
    now: /\b(?:(?:right )?now|rn|currently|at (?:the|this) moment|still|already|yet|again|next)\b/,
    spelt: ['tomorrow', 'today', 'weekend', 'currently', 'already'],
    general:
      /\b(?:weeks?|weekdays?|weekly|every ?day|(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)? (?:to|through|thru|till|until) \w+)\b/,
  },
  asking: new Set(
    'open opens opened opening close closes closed closing shut shuts hour hours schedule time times start starts'.split(
      ' ',
    ),
  ),
  coming: new Set('come there stop swing working work'.split(' ')),
  neutral: new Set(
    'clinic office practice place door doors business reception late early when whens until till til during day days'.split(
      ' ',
    ),
  ),
  asksWhen:
    /\b(?:whens?|w[hu]?[aue]ts? times?|what times?|(?:until|till?)(?! (?:\d|noon|mid))|how (?:late|early|long)|hours?|schedule|times?)\b/,
  asksShut: /\b(?:closed?|closes|shut)\b/,
  asksNow:
    /\b(?:(?:are|r|is) (?:you|u|ya|it|the clinic|the office)(?: guys| all)?|(?:you|u)(?: guys)?) (?:open|closed|shut)$/,
  otherwise: /\b(?:time is it|what (?:day|date)|which (?:day|date)|how many|who)\b|\bthe time$/,
  say: {
    yes: 'Yes',
    no: 'No',
    at: (time, clock) => `at ${name(time, clock)}`,
    until: (time, clock) => `until ${name(time, clock)}`,
    fromTo: ([open, close], clock) =>
      open === '00:00' && close === '24:00'
        ? 'around the clock'
        : `from ${name(open, clock)} to ${name(close, clock)}`,
    and: 'and',
    today: 'today',
    tomorrow: 'tomorrow',
    on: date =>
      `on ${part(date, {weekday: 'long'})}, ${part(date, {month: 'long'})} ${Number(date.slice(8))},`,
    openNow: until => `we are open now, ${until}`,
    aroundTheClock: 'we are open now, and around the clock',
    shutNow: 'we are closed now',
    shutForToday: 'we are closed for today',
    open: (day, times) => `${day} we are open ${times}`,
    shut: day => `${day} we are closed`,
    opensAgain: (day, at) => `we open ${day} ${at}`,
    otherWeeks: (weekday, times) =>
      `on other ${weekday.charAt(0).toUpperCase()}${weekday.slice(1)}s we are open ${times}`,
  },
};

function part(date: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en', {...options, timeZone: 'UTC'}).format(new Date(`${date}T00:00:00Z`));
}

function name(time: string, clock: 12 | 24): string {
  if (time === '00:00' || time === '24:00') return 'midnight';
  if (clock === 24) return time.replace(/^0/, '');
  const hour = Number(time.slice(0, 2));
  return `${hour % 12 || 12}:${time.slice(3)} ${hour < 12 ? 'AM' : 'PM'}`;
}

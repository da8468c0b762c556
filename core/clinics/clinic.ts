/**
 * A clinic as its file tells it: who it is, how to reach it, when it is open, what it answers. What passes
 * `Clinic` is trusted afterwards: ids are unique, hours are in order, the time zone exists.
 */
import {z} from 'zod';
import {originMistake} from '../origin.ts';
import {completeEmergency, Emergency} from './emergency.ts';
import {Locale} from './locale.ts';

const Words = z.string().trim().min(1, 'must not be empty');

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,127}$/, 'must be lower case letters, digits and hyphens');

const Origin = z.string().check(context => {
  const message = originMistake(context.value);
  if (message) context.issues.push({code: 'custom', message, input: context.value});
});

const HttpUrl = z.url({protocol: /^https?$/, error: 'must be an http:// or https:// URL'});

const TimeZone = z.string().refine(isTimeZone, 'must be an IANA time zone, such as America/Chicago');

/** A time on the wall clock, "00:00" to "24:00"; such times compare as strings. */
const Time = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time as HH:MM');

const OpenRange = z
  .tuple([Time, Time])
  .refine(([open, close]) => open < close, 'must open before it closes, on the same day');

/** When the clinic is open on one weekday; empty: closed. */
const DayHours = z
  .array(OpenRange)
  .refine(ranges => ranges.every(([open], i) => i === 0 || open >= (ranges[i - 1]?.[1] ?? '')), {
    error: 'must be in order and must not overlap',
  });

/** Open ranges per weekday in the clinic's time zone; `closedOn` are dates (YYYY-MM-DD) when it stays shut. */
export const Hours = z.strictObject({
  monday: DayHours,
  tuesday: DayHours,
  wednesday: DayHours,
  thursday: DayHours,
  friday: DayHours,
  saturday: DayHours,
  sunday: DayHours,
  closedOn: z.array(z.iso.date()).optional(),
  /** Dates with hours of their own; none at all: closed. They go before weekdays and `closedOn`. */
  special: z.record(z.iso.date(), DayHours).optional(),
});
export type Hours = z.infer<typeof Hours>;

/** One thing the clinic knows: how people ask for it, and the answer as they shall read it. */
export const Entry = z.strictObject({
  id: Id,
  questions: z.array(Words).min(1, 'must have at least one question'),
  answer: Words,
  /** Words that point here though no question has them. */
  keywords: z.array(Words).optional(),
  /** What it is about, as worker/README.md lists it; absent: heard from its questions. */
  topic: Id.optional(),
  /** What the visitor may tap next. */
  choices: z.array(Words.max(40, 'must have at most 40 characters')).max(6, 'must have at most 6').optional(),
  kind: z.enum(['hours', 'address', 'phone', 'insurance', 'emergency', 'person']).optional(),
  /** The language of the entry; absent: the clinic's own. */
  locale: Locale.optional(),
});
export type Entry = z.infer<typeof Entry>;

const Knowledge = z
  .array(Entry)
  .min(1, 'must have at least one entry')
  .superRefine(refuseSameIds, {
    // Also beside other mistakes: a file's author wants to read all of them at once.
    when: ({value}) => z.array(z.object({id: z.string()})).safeParse(value).success,
  });

export const Contact = z.strictObject({
  phone: Words,
  email: z.email().optional(),
  address: Words,
  /** How to reach a human being, as one sentence for the visitor. */
  person: Words,
});
export type Contact = z.infer<typeof Contact>;

/** A further place of the clinic, beside the one that `contact` and `hours` are of. */
const Location = z.strictObject({
  /** What visitors call it; one of its words names it. */
  name: Words,
  address: Words,
  phone: Words.optional(),
  hours: Hours.optional(),
});
export type Location = z.infer<typeof Location>;

/** Who can answer: the embedded agent, any OpenAI-compatible model, a back end of the clinic's own. */
export const agentNames = ['faq', 'openai', 'http'] as const;
export type AgentName = (typeof agentNames)[number];

/** Who is told that the guard has spoken; with the visitor's words only where the clinic asks for them. */
const GuardNotice = z
  .strictObject({
    url: z.string().refine(isHttpUrl, 'must be an http or https URL'),
    words: z.boolean().optional(),
  })
  .refine(({url, words}) => !words || isPrivate(url), 'must be https where words are sent');

/** Who answers, in this order, and how; what is absent is as the configuration says. */
const AgentChoice = z.strictObject({
  use: z.array(z.enum(agentNames)).min(1, 'must name at least one agent').optional(),
  prompt: Words.optional(),
  model: Words.optional(),
  url: HttpUrl.optional(),
});

/** What becomes of a message that comes while an earlier one is being answered. */
export const DoubleText = z.enum(['enqueue', 'merge', 'interrupt']);
export type DoubleText = z.infer<typeof DoubleText>;

const ClinicFile = z.strictObject({
  /** The name of its file, without `.json`. */
  id: Id,
  name: Words,
  locale: Locale,
  /** Further languages that visitors are answered in. */
  locales: z.array(Locale).optional(),
  timeZone: TimeZone,
  greeting: Words,
  quickReplies: z.array(Words.max(40, 'must have at most 40 characters')).optional(),
  /** What the front desk says often, in whichever languages: `/admin/desk` offers it. */
  deskTexts: z
    .array(Words.max(500, 'must have at most 500 characters'))
    .max(30, 'must have at most 30')
    .optional(),
  contact: Contact,
  locations: z.array(Location).max(20, 'must have at most 20').optional(),
  /** What is not there is as in the clinic's country; see `emergency.ts`. */
  emergency: Emergency.default({}),
  /** Says that an automatic assistant answers here. */
  disclaimer: Words,
  hours: Hours,
  knowledge: Knowledge,
  /** Sites whose pages may chat with this clinic, beside those that may with all. */
  allowedOrigins: z.array(Origin).optional(),
  agent: AgentChoice.optional(),
  /** How long a message and its conversation are kept, in hours. */
  retentionHours: z.int().min(1).max(720).optional(),
  /** `waitingTurns`: messages of one session that may wait behind the one being answered. */
  limits: z
    .strictObject({
      waitingTurns: z.int().min(1).max(100).optional(),
      /** Of all visitors of its pages together. */
      messagesPerMinute: z.int().min(1).max(1_000_000).optional(),
    })
    .optional(),
  doubleText: DoubleText.optional(),
  /** `noHealthData`: nothing about a visitor's health is sent over WhatsApp. */
  whatsapp: z.strictObject({noHealthData: z.boolean().optional()}).optional(),
  /** What visitors of the widget must agree to before they are answered; `texts` in further languages, by tag. */
  consent: z.strictObject({text: Words, texts: z.record(Locale, Words).optional()}).optional(),
  privacyUrl: HttpUrl.optional(),
  /** `inCloud`: a browser may have its maker's servers recognise what visitors say. */
  voice: z.strictObject({inCloud: z.boolean().optional()}).optional(),
  /** Whether emergencies are listened for; they are unless this says no. */
  guard: z.strictObject({enabled: z.boolean().optional(), notify: GuardNotice.optional()}).optional(),
});

export const Clinic = ClinicFile.transform(clinic => ({
  ...clinic,
  emergency: completeEmergency(clinic, clinic.emergency),
}));
export type Clinic = z.infer<typeof Clinic>;

/** Those that are there now; a `Map` will do. What `get` gave stays as it is. */
export type ClinicsById = Pick<ReadonlyMap<string, Clinic>, 'get' | 'has' | 'values'>;

function refuseSameIds(entries: ReadonlyArray<{id: string}>, context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [i, {id}] of entries.entries()) {
    if (seen.has(id)) {
      context.addIssue({code: 'custom', path: [i, 'id'], message: `is used before: ${id}`});
    }
    seen.add(id);
  }
}

function isHttpUrl(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text);
}

/** Nobody on the way reads what is sent there. */
function isPrivate(url: string): boolean {
  return /^(?:https:|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/])/.test(url);
}

function isTimeZone(name: string): boolean {
  // Newer Node also takes offsets such as +02:00, which know no summer time.
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', {timeZone: name}).resolvedOptions().timeZone !== '';
  } catch {
    return false; // a RangeError is how Intl says no
  }
}

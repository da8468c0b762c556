/**
 * A clinic as its file tells it: who it is, how to reach it, when it is open, what it answers. What passes
 * `Clinic` is trusted afterwards: ids are unique, hours are in order, the time zone exists. Each member says in a
 * sentence what it is; docs/clinics.md is written from that.
 */
import {z} from 'zod';
import {isLoopbackName} from '../origin.ts';
import {completeEmergency, Emergency} from './emergency.ts';
import {FurtherWords} from './further-words.ts';
import {Hours} from './hours.ts';
import {Locale} from './locale.ts';
import {HttpUrl, Id, Origin, TapText, Texts, TimeZone, Words} from './shapes.ts';

/** One thing the clinic knows: how people ask for it, and the answer as they shall read it. */
export const Entry = z.strictObject({
  id: Id.describe('Its name in the file'),
  questions: z.array(Words).min(1, 'must have at least one question').describe('How people ask for it'),
  answer: Words.describe('As visitors read it'),
  keywords: z.array(Words).optional().describe('Words that point here though no question has them'),
  topic: Id.optional().describe(
    'What it is about, as worker/README.md lists it; absent: heard from its questions',
  ),
  choices: z
    .array(TapText)
    .max(6, 'must have at most 6')
    .optional()
    .describe('What the visitor may tap next'),
  kind: z
    .enum(['hours', 'address', 'phone', 'insurance', 'emergency', 'person'])
    .optional()
    .describe('What it stands for wherever that is needed'),
  locale: Locale.optional().describe('Its language; absent: the clinic’s own'),
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
  phone: Words.describe('As people dial it'),
  email: z.email().optional().describe('For visitors'),
  address: Words.describe('Where it is'),
  person: Words.describe('How to reach a human being, as one sentence for the visitor'),
});
export type Contact = z.infer<typeof Contact>;

/** A further place of the clinic, beside the one that `contact` and `hours` are of. */
const Location = z.strictObject({
  name: Words.describe('What visitors call it; one of its words names it'),
  address: Words.describe('Where it is'),
  phone: Words.optional().describe('Absent: the clinic’s'),
  hours: Hours.optional().describe('As `hours`; absent: the clinic’s'),
});
export type Location = z.infer<typeof Location>;

/** Who can answer: the embedded agent, any OpenAI-compatible model, a back end of the clinic's own. */
export const agentNames = ['faq', 'openai', 'http'] as const;
export type AgentName = (typeof agentNames)[number];

/** Who is told that the guard has spoken; with the visitor's words only where the clinic asks for them. */
const GuardNotice = z
  .strictObject({
    url: z
      .string()
      .refine(isHttpUrl, 'must be an http or https URL')
      .describe('Who is told, by a signed POST'),
    words: z.boolean().optional().describe('With the visitor’s words; only to https'),
  })
  .refine(({url, words}) => !words || isPrivate(url), 'must be https where words are sent');

/** Who answers, in this order, and how; what is absent is as the configuration says. */
const AgentChoice = z.strictObject({
  use: z
    .array(z.enum(agentNames))
    .min(1, 'must name at least one agent')
    .optional()
    .describe('Who answers, in this order; absent: `AGENT`'),
  prompt: Words.optional().describe('What a model is told beside our rules'),
  model: Words.optional().describe('Absent: `OPENAI_MODEL`'),
  url: HttpUrl.optional().describe('The clinic’s own back end; absent: `AGENT_URL`'),
});

/** What becomes of a message that comes while an earlier one is being answered. */
export const DoubleText = z.enum(['enqueue', 'merge', 'interrupt']);
export type DoubleText = z.infer<typeof DoubleText>;

const Limits = z.strictObject({
  waitingTurns: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Messages of one session that may wait behind the one being answered'),
  messagesPerMinute: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Of all visitors of its pages together'),
});

/** Before what is usual is put in. */
export const ClinicFile = z.strictObject({
  id: Id.describe('The name of its file, without `.json`'),
  name: Words.describe('As visitors know it'),
  locale: Locale.describe(
    'Its language and country, such as `es-MX`: also whose emergency number, holidays and clock',
  ),
  locales: z.array(Locale).optional().describe('Further languages that visitors are answered in'),
  words: FurtherWords.optional().describe('What it says in those, by tag'),
  timeZone: TimeZone.describe('Such as `America/Chicago`; its hours are by this clock'),
  greeting: Words.describe('The first words of the widget'),
  quickReplies: z.array(TapText).optional().describe('What the visitor may tap first'),
  deskTexts: z
    .array(Words.max(500, 'must have at most 500 characters'))
    .max(30, 'must have at most 30')
    .optional()
    .describe('What the front desk says often, in whichever languages: `/admin/desk` offers it'),
  contact: Contact.describe('How to reach it'),
  locations: z
    .array(Location)
    .max(20, 'must have at most 20')
    .optional()
    .describe('Further places, beside the first'),
  emergency: Emergency.default({}).describe('What is said in danger; see docs/guard.md'),
  disclaimer: Words.describe('Says that an automatic assistant answers here'),
  hours: Hours.describe('When it is open'),
  knowledge: Knowledge.describe('What it knows'),
  allowedOrigins: z
    .array(Origin)
    .optional()
    .describe('Sites whose pages may chat with this clinic, beside those that may with all'),
  agent: AgentChoice.optional().describe('Who answers here'),
  retentionHours: z
    .int()
    .min(1)
    .max(720)
    .optional()
    .describe('How long a message and its conversation are kept; absent: `RESULT_TTL_SECONDS`'),
  limits: Limits.optional(),
  doubleText: DoubleText.optional().describe(
    'What becomes of a message that comes while another is answered',
  ),
  whatsapp: z
    .strictObject({
      noHealthData: z.boolean().optional().describe('Nothing about a visitor’s health is sent over WhatsApp'),
    })
    .optional(),
  consent: z
    .strictObject({
      text: Words.describe(
        'What visitors of the widget must agree to before they are answered; the legacy path, which cannot ask, answers none',
      ),
      texts: Texts.optional().describe('The same in further languages, by tag'),
    })
    .optional(),
  privacyUrl: HttpUrl.optional().describe('Its privacy notice'),
  voice: z
    .strictObject({
      inCloud: z
        .boolean()
        .optional()
        .describe('A browser may have its maker’s servers recognise what visitors say'),
    })
    .optional(),
  guard: z
    .strictObject({
      enabled: z.boolean().optional().describe('Whether emergencies are listened for; absent: they are'),
      notify: GuardNotice.optional(),
    })
    .optional(),
});

export const Clinic = ClinicFile.transform(clinic => ({
  ...clinic,
  emergency: completeEmergency(clinic, clinic.emergency),
}));
export type Clinic = z.infer<typeof Clinic>;

/** Those that are there now; a `Map` will do. What `get` gave stays as it is. */
export type ClinicsById = Pick<ReadonlyMap<string, Clinic>, 'get' | 'has' | 'values' | 'size'>;

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

/** Nobody on the way reads what is sent there: as it is called, since a name before an `@` is no host. */
function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const {protocol, hostname} = new URL(url);
  return protocol === 'https:' || isLoopbackName(hostname);
}

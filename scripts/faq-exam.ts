/** Examines the `faq` agent: questions with the answer that is right, and questions that it must not know. */
import {readFileSync} from 'node:fs';
import {z} from 'zod';
import type {Clinic} from '../core/clinics/clinic.ts';
import type {Utterance} from '../core/queue/transcript.ts';
import {type Answer, answer} from '../worker/agents/faq/answer.ts';

/** One or more things said in a row, of which the last is examined; where its answer is from; what it must contain. */
const Known = z.tuple([z.union([z.string(), z.array(z.string()).min(2)]), z.string()], z.string());

const Exam = z.strictObject({
  /** The time at which all of it is asked, in UTC. */
  now: z.iso.datetime(),
  known: z.array(Known),
  unknown: z.array(z.string()),
});
export type Exam = z.infer<typeof Exam>;

/** How many of `known` were answered right, of `unknown` not at all; and a line for each of the others. */
export type Result = {right: number; honest: number; mistakes: readonly string[]};

/** `name`: "heldout" or "tuning". */
export function readExam(name: string, clinic: string): Exam {
  const file = new URL(`../test/worker/faq-${name}.${clinic}.json`, import.meta.url);
  return Exam.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function sitExam(clinic: Clinic, {now, known, unknown}: Exam): Result {
  const instant = new Date(now);
  const wrong = known.flatMap(([asked, expected, ...contains]) => {
    const given = converse(clinic, [asked].flat(), instant);
    // A yes or no has to be the first word; anything else may stand anywhere.
    const isSaid = (words: string) =>
      /^(?:Yes|No|Sí)$/.test(words) ? given.text.startsWith(`${words},`) : given.text.includes(words);
    return given.from === expected && contains.every(isSaid) ? [] : [line(asked, expected, given)];
  });
  const invented = unknown.flatMap(asked => {
    const given = converse(clinic, [asked], instant);
    return given.from === 'unknown' ? [] : [line(asked, 'unknown', given)];
  });
  return {
    right: known.length - wrong.length,
    honest: unknown.length - invented.length,
    mistakes: [...wrong, ...invented],
  };
}

function converse(clinic: Clinic, said: readonly string[], now: Date): Answer {
  const history: Utterance[] = [];
  let last: Answer = {text: '', from: 'unknown', wantsPerson: false};
  for (const text of said) {
    last = answer({clinic, text, history}, now);
    history.push({role: 'user', text}, {role: 'agent', text: last.text});
  }
  return last;
}

function line(asked: string | readonly string[], expected: string, {from, text}: Answer): string {
  return `${[asked].flat().join(' / ')} -> ${expected}, but ${from}: ${text.slice(0, 60)}`;
}

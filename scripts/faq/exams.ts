/** The questions that the faq is examined with, as they lie in `test/worker/faq/exams`. */
import {readdirSync, readFileSync} from 'node:fs';
import {z} from 'zod';

/**
 * One or more things said in a row, of which the last is examined; where its answer is from ("parking|address": either,
 * "parking+address": both, "hours:*": any time); what it must contain.
 */
const Known = z.tuple([z.union([z.string(), z.array(z.string()).min(2)]), z.string()], z.string());

/** What no entry answers; with an entry that is no mistake, where one comes near. */
const Unknown = z.union([z.string(), z.tuple([z.string(), z.string()])]);

const Exam = z.strictObject({
  /** The time at which all of it is asked, in UTC. */
  now: z.iso.datetime(),
  known: z.array(Known),
  unknown: z.array(Unknown),
});
export type Exam = z.infer<typeof Exam>;

const folder = new URL('../../test/worker/faq/exams/', import.meta.url);

/** The exams whose name begins so ("heldout", "tuning"), of one clinic. */
export function examsOf(beginning: string, clinic: string): string[] {
  const named = new RegExp(`^(${beginning}[a-z-]*)\\.${clinic}\\.json$`);
  return readdirSync(folder).flatMap(file => named.exec(file)?.[1] ?? []);
}

export function readExam(name: string, clinic: string): Exam {
  return Exam.parse(JSON.parse(readFileSync(new URL(`${name}.${clinic}.json`, folder), 'utf8')));
}

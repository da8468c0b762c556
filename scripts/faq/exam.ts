/**
 * Examines the `faq` agent: questions with the answers that are right, and questions that it must not know. A wrong
 * answer costs ten times as much as none: whoever is told nothing calls, whoever is told something wrong does not.
 */
import type {Clinic} from '../../core/clinics/clinic.ts';
import type {Utterance} from '../../core/queue/transcript.ts';
import {type Answer, answer} from '../../worker/agents/faq/answer.ts';
import type {Exam} from './exams.ts';

export type Result = {
  known: number;
  /** Of `known`: answered as expected; said not to be known. The rest is wrong. */
  right: number;
  missed: number;
  unknown: number;
  /** Of `unknown`: not answered. The rest is wrong. */
  honest: number;
  wrong: number;
  /** A line for each that is not right or honest, the wrong ones first. */
  mistakes: readonly string[];
};

export function sitExam(clinic: Clinic, {now, known, unknown}: Exam): Result {
  const instant = new Date(now);
  const wrong: string[] = [];
  const missed: string[] = [];
  for (const [asked, expected, ...contains] of known) {
    const given = converse(clinic, [asked].flat(), instant);
    if (isExpected(given, expected) && contains.every(words => isSaid(given, words))) continue;
    const list = isHonest(given) || isPart(given, expected) ? missed : wrong;
    list.push(line(asked, expected, given));
  }
  const invented = unknown.flatMap(each => {
    const [asked, tolerated = 'unknown'] = [each].flat();
    const given = converse(clinic, [asked ?? ''], instant);
    return isHonest(given) || isExpected(given, tolerated) ? [] : [line(asked ?? '', tolerated, given)];
  });
  return {
    known: known.length,
    right: known.length - wrong.length - missed.length,
    missed: missed.length,
    unknown: unknown.length,
    honest: unknown.length - invented.length,
    wrong: wrong.length + invented.length,
    mistakes: [...[...wrong, ...invented].map(each => `WRONG ${each}`), ...missed],
  };
}

/** What the answers cost, per hundred questions: one for each that was not known, ten for each wrong answer. */
export function costOf({known, unknown, missed, wrong}: Result): number {
  return (100 * (missed + 10 * wrong)) / (known + unknown);
}

function isExpected({from}: Answer, expected: string): boolean {
  // That a clinician must be asked is never wrong beside an answer.
  const given = from.split('+').filter((each, _, all) => each !== 'clinician' || all.length === 1);
  return expected.split('|').some(each => {
    const wanted = each.split('+');
    return (
      given.every(one => wanted.some(other => matches(one, other))) &&
      wanted.every(other => given.some(one => matches(one, other)))
    );
  });
}

/** Some of what was asked for, and nothing else. */
function isPart({from}: Answer, expected: string): boolean {
  const wanted = expected.split(/[+|]/);
  return from.split('+').every(one => wanted.some(other => matches(one, other)));
}

/** Whoever asks for hours may be told those of the day that he named. */
function matches(given: string, wanted: string): boolean {
  const [is = '', should = ''] = [given, wanted].map(each => each.replace(/^horario(?=:|$)/, 'hours'));
  if (is === should) return true;
  const dates = (hours: string) => hours.replace(/^hours:/, '').split(',');
  if (/^hours:\d/.test(should)) return dates(is).includes(dates(should)[0] ?? '');
  return /^hours(?::\*)?$/.test(should) && /^hours(?::|$)/.test(is);
}

/** Says that it does not know, that a clinician must answer, or only something friendly. */
function isHonest({from}: Answer): boolean {
  return /^(?:unknown|clinician|nothing|small-talk(?::[a-z]+)?)$/.test(from);
}

/** A yes or no has to be the first word; anything else may stand anywhere. */
function isSaid({text}: Answer, words: string): boolean {
  return /^(?:Yes|No|Sí)$/.test(words) ? text.startsWith(`${words},`) : text.includes(words);
}

function converse(clinic: Clinic, said: readonly string[], now: Date): Answer {
  const history: Utterance[] = [];
  let last: Answer = {text: '', from: 'unknown', wantsPerson: false, choices: []};
  for (const text of said) {
    last = answer({clinic, text, history}, now);
    history.push({role: 'user', text}, {role: 'agent', text: last.text});
  }
  return last;
}

function line(asked: string | readonly string[], expected: string, {from, text}: Answer): string {
  return `${[asked].flat().join(' / ')} -> ${expected}, but ${from}: ${text.slice(0, 60)}`;
}

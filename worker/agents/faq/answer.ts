/**
 * What the `faq` agent says, as a pure function of the question and the clock. It says what the clinic's file says
 * and what follows from its hours, or that it does not know and how to reach a person.
 */
import type {Clinic, Entry} from '../../../core/clinics/clinic.ts';
import type {Question} from '../agent.ts';
import {inContext, type Meant} from './follow-up.ts';
import {answerHours, subjectOf} from './hours/hours.ts';
import {hearLanguage, type Language, languageOf, languagesOf} from './language.ts';
import {findEntry} from './search.ts';
import {hearSmallTalk} from './small-talk.ts';

/** `from`: the id of an entry, `hours:` with the time it is about, `small-talk` or `unknown`. */
export type Answer = {text: string; from: string; wantsPerson: boolean};

export function answer(
  {clinic, text, history}: Pick<Question, 'clinic' | 'text' | 'history'>,
  now: Date,
): Answer {
  const language = hearLanguage(clinic, text, history);
  const {line, rest} = hearSmallTalk(language, text);
  if (line && rest === '') return {text: line, from: 'small-talk', wantsPerson: false};

  const meant = inContext(language, rest, history);
  const hours = answerHours(clinic, language, meant.whole, now);
  if (hours) return {text: hours.text, from: `hours:${hours.about}`, wantsPerson: false};

  const found = findMeant(clinic, language, rest, meant);
  if (found) return {text: found.answer, from: found.id, wantsPerson: found.kind === 'person'};
  return {text: `${language.unknown} ${wayToPerson(clinic, language)}`, from: 'unknown', wantsPerson: false};
}

function findMeant(clinic: Clinic, language: Language, text: string, meant: Meant): Entry | null {
  const found = find(clinic, language, meant.about, meant.beside) ?? find(clinic, language, text);
  if (found || meant.before === '') return found;
  // "How do I get the link?" has a word of its own, which tells nothing but in the answer given before.
  const earlier = find(clinic, language, meant.before, text);
  return earlier && mentions(language, earlier, text) ? earlier : null;
}

function mentions({words}: Language, {questions, keywords = [], answer}: Entry, text: string): boolean {
  const said = new Set(words.telling([...questions, ...keywords, answer].join(' ')));
  return words.telling(text).some(word => said.has(word));
}

/** In the language of the question first; an entry that only another one has is better than none. */
function find(clinic: Clinic, language: Language, about: string, beside = ''): Entry | null {
  for (const each of new Set([language, ...languagesOf(clinic)])) {
    const found = findEntry(clinic, subjectOf(each, about), each, beside);
    if (found) return found;
  }
  return null;
}

function wayToPerson(clinic: Clinic, language: Language): string {
  const {person, phone} = clinic.contact;
  return language === languageOf(clinic) ? person : language.person(phone);
}

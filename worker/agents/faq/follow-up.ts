/**
 * Understands a question by the ones before it: "and on Saturday?", "how much is it?". A question that names no
 * subject has that of the question before; one that names its own stands for itself.
 */
import type {Utterance} from '../../../core/queue/transcript.ts';
import {namesTime, withoutTimes} from './hours/hours.ts';
import type {Language} from './language.ts';
import {hearSmallTalk} from './small-talk.ts';
import {split} from './words.ts';

/** Longer ones are stories; they do not lean on anything. */
const maxWords = 12;

/** What a question means in its conversation. */
export type Meant = {
  /** The question, with the words that it left out. */
  whole: string;
  /** What its answer has to be about. */
  about: string;
  /** What decides between answers: the aspect that is asked for, or what was spoken of before. */
  beside: string;
  /** The question before, with all that it leant on; empty where there was none. */
  before: string;
};

export function inContext(language: Language, text: string, history: readonly Utterance[]): Meant {
  const said = history.filter(({role}) => role === 'user').map(utterance => utterance.text);
  const before = questionBefore(
    language,
    said.map(each => hearSmallTalk(language, each).rest).filter(rest => rest !== ''),
  );
  if (before !== '' && leansBack(language, text)) {
    return {whole: add(language, before, text), about: before, beside: text, before};
  }
  return {whole: text, about: text, beside: adds(language, text) ? before : '', before};
}

/** The last question with all that it leant on. */
function questionBefore(language: Language, said: readonly string[]): string {
  const start = said.findLastIndex(each => !leansBack(language, each));
  return said.slice(Math.max(0, start)).reduce((subject, each) => add(language, subject, each), '');
}

/** A new time takes the place of the old one: "tomorrow" and "on Saturday" are not both meant. */
function add(language: Language, subject: string, text: string): string {
  return `${namesTime(language, text) ? withoutTimes(language, subject) : subject} ${text}`.trim();
}

function adds({reference}: Language, text: string): boolean {
  const said = split(text);
  return said.length <= maxWords && reference.adding.test(said.join(' '));
}

function leansBack(language: Language, text: string): boolean {
  const {aspects, pointing, addressing} = language.reference;
  const {asking, coming, neutral} = language.hours;
  const said = split(withoutTimes(language, text));
  if (said.length > maxWords) return false;
  const isSubject = (word: string) =>
    !aspects.has(word) && !neutral.has(word) && !asking.has(word) && language.words.telling(word).length > 0;
  if (said.some(isSubject)) return false;
  const asks = said.some(word => aspects.has(word) || asking.has(word) || coming.has(word));
  if (!asks && !namesTime(language, text)) return false;
  return pointing.test(said.join(' ')) || !addressing.test(said.join(' '));
}

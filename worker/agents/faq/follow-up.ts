/**
 * Understands a question by the ones before it: "and on Saturday?", "how much is it?". A question that names no
 * subject has that of the question before; one that names its own stands for itself.
 */
import type {Utterance} from '../../../core/queue/transcript.ts';
import {namesTime, withoutTimes} from './hours/hear.ts';
import type {Aspect, Language} from './language/language.ts';
import {hearSmallTalk} from './language/small-talk.ts';
import {split} from './language/words.ts';

/** Longer ones are stories; they do not lean on anything. */
const maxWords = 12;
/** So much of what was said before is read, of so many messages. */
const maxLength = 200;
const maxMessages = 6;

/** What a question means in its conversation. */
export type Meant = {
  /** The question, with the words that it left out. */
  whole: string;
  /** The question before, with all that it leant on; empty where there was none. */
  before: string;
  /** `leans`: has no subject of its own. `adds`: may be one more of the same kind. `completes`: is no question alone. */
  how: 'leans' | 'adds' | 'completes' | 'stands';
  /** What a question without a subject asks of the one before. */
  aspects: readonly Aspect[];
};

export function inContext(language: Language, text: string, history: readonly Utterance[]): Meant {
  const said = history
    .filter(({role}) => role === 'user')
    .slice(-maxMessages)
    .map(each => hearSmallTalk(language, each.text.slice(0, maxLength)).rest)
    .filter(rest => rest !== '');
  const before = questionBefore(language, said);
  if (before === '') return {whole: text, before, how: 'stands', aspects: []};
  if (leansBack(language, text)) {
    const {asks} = language.reference;
    const aspects = (['where', 'when', 'price'] as const).filter(each => asks[each].test(text));
    return {whole: add(language, before, text), before, how: 'leans', aspects};
  }
  return {whole: `${before} ${text}`, before, how: howItAdds(language, text), aspects: []};
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

function howItAdds({reference}: Language, text: string): 'adds' | 'completes' | 'stands' {
  const said = split(text.slice(0, maxLength));
  const line = said.join(' ');
  if (said.length > maxWords || !reference.adding.test(line)) return 'stands';
  return reference.fragment.test(line.replace(reference.adding, '').trim()) ? 'completes' : 'adds';
}

function leansBack(language: Language, text: string): boolean {
  const {aspects, pointing, addressing} = language.reference;
  const {asking, coming, neutral} = language.hours;
  if (text.length > maxLength) return false;
  const said = split(withoutTimes(language, text));
  if (said.length > maxWords) return false;
  const isSubject = (word: string) =>
    !aspects.has(word) && !neutral.has(word) && !asking.has(word) && language.words.telling(word).length > 0;
  if (said.some(isSubject)) return false;
  const asks = said.some(word => aspects.has(word) || asking.has(word) || coming.has(word));
  if (!asks && !namesTime(language, text)) return false;
  return pointing.test(said.join(' ')) || !addressing.test(said.join(' '));
}

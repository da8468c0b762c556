/**
 * How the guard does on authors whom it has not read: each in turn is left out of what it learns from, and with them a
 * fifth of the everyday sentences, by topic. Whoever is judged here was seen neither by the model that judges nor by
 * its thresholds' other four fifths.
 */
import {Judge, unpackWeights} from '../../core/guard/model.ts';
import {createWords, readWords} from '../../core/guard/read-words.ts';
import {lexicon, toExample} from './examples.ts';
import {type Example, learn} from './learn.ts';
import {meanOf, pack} from './pack.ts';
import {authors, type Corpus, type Language, type Message} from './read-messages.ts';
import {topicOf, topicParts} from './topics.ts';

/** An everyday sentence as a message that is none; `author` is the corpus. */
export type Scored = {message: Message; score: number};

const orders = 5;
const linesTogether = 40;

/** The mean of models that saw the same messages in different orders, as it is kept. */
export function learnJudge(examples: readonly Example[]) {
  const several = Array.from({length: orders}, (_, i) => learn(examples, {seed: i + 1}));
  return pack(meanOf(several));
}

export function* leaveOutInTurn(
  messages: readonly Message[],
  corpora: readonly Corpus[],
): Generator<Scored[]> {
  const known = messages.map(message => ({message, example: toExample(message)}));
  const everyday = corpora
    .flatMap(sentencesOf)
    .map(sentence => ({...sentence, example: toExample(sentence.message)}));
  for (const [turn, author] of authors.entries()) {
    const taught = known.filter(({message}) => message.author !== author);
    const overheard = everyday.filter(({part}) => part !== turn);
    const model = learnJudge([...taught, ...overheard].map(({example}) => example));
    const judged = [
      ...messages.filter(message => message.author === author),
      ...everyday.filter(({part}) => part === turn).map(({message}) => message),
    ];
    yield scoreAll(new Judge(unpackWeights(model)), judged);
  }
}

export function scoreAll(judge: Judge, messages: readonly Message[]): Scored[] {
  const words = createWords();
  return messages.map(message => {
    readWords(message.text, lexicon, words);
    return {message, score: judge.score(words)};
  });
}

/** CLINC by topic; the other corpus, which is of one topic and ordered, by stretches of lines. */
export function sentencesOf({name, language, lines}: Corpus): Array<{message: Message; part: number}> {
  return lines.map((text, i) => ({
    message: everydayMessage(text, language, name),
    part: name === 'clinc150' ? topicOf(text) : Math.floor(i / linesTogether) % topicParts,
  }));
}

export function everydayMessage(text: string, language: Language, author: string): Message {
  return {text, language, alarm: false, near: false, author, group: ''};
}

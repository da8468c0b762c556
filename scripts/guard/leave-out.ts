/**
 * How the guard does on authors whom it has not read: each in turn is left out of what it learns from, and with them a
 * fifth of the everyday sentences, by topic, and of the scraps, by their last word. Whoever is judged here was seen
 * neither by the model that judges nor by its thresholds' other four fifths.
 */
import {Judge, unpackWeights} from '../../core/guard/model.ts';
import {createWords, readWords} from '../../core/guard/read-words.ts';
import {lexicon, toExample} from './examples.ts';
import {type Example, learn} from './learn.ts';
import {meanOf, pack} from './pack.ts';
import {authors, type Corpus, everydayMessage, type Message} from './read-messages.ts';
import {scrapsOf, scrapWeight} from './scraps.ts';
import {topicOf, topicParts} from './topics.ts';

/** An everyday sentence as a message that is none; `author` is the corpus. */
export type Scored = {message: Message; score: number};

const orders = 5;
const linesTogether = 40;

/** All that is learned from: messages, and the scraps of them. */
export function toExamples(messages: readonly Message[]): Example[] {
  const scraps = scrapsOf(messages).map(({message}) => toExample(message, scrapWeight));
  return [...messages.map(message => toExample(message)), ...scraps];
}

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
  const scraps = scrapsOf([...known, ...everyday].map(({message}) => message));
  for (const [turn, author] of authors.entries()) {
    const taught = [
      ...known.filter(({message}) => message.author !== author),
      ...everyday.filter(({part}) => part !== turn),
    ];
    const overheard = scrapsOf(taught.map(({message}) => message)).filter(({part}) => part !== turn);
    const model = learnJudge([
      ...taught.map(({example}) => example),
      ...overheard.map(({message}) => toExample(message, scrapWeight)),
    ]);
    const judged = [
      ...messages.filter(message => message.author === author),
      ...everyday.filter(({part}) => part === turn).map(({message}) => message),
      ...scraps.filter(({part}) => part === turn).map(({message}) => message),
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

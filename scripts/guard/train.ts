/**
 * `npm run train:guard`: makes `core/guard/model.json` from the messages of this repository and the public corpora in
 * `--data` (../shared/data). The same input gives the same weights. Its two thresholds come from messages of authors
 * whom the model that judged them had not read.
 */
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {type Artefact, modelFile} from '../../core/guard/model.ts';
import {createWords, readWords} from '../../core/guard/read-words.ts';
import {Vocabulary} from '../../core/guard/vocabulary.ts';
import {lexicon} from './examples.ts';
import {learnJudge, leaveOutInTurn, type Scored, sentencesOf, toExamples} from './leave-out.ts';
import {hashInputs, hashOf} from './made-from.ts';
import {authors, type Language, languages, readCorpora, readMessages} from './read-messages.ts';

/** Per thousand ordinary messages of an author whom it has not read, in the worse of the two languages. */
const mistakenAtMost = {emergency: 6, urgent: 30};

const {values} = parseArgs({options: {data: {type: 'string', default: '../shared/data'}}});
const messages = readMessages();
const corpora = readCorpora(values.data);
const sentences = corpora.flatMap(sentencesOf).map(({message}) => message);
console.log(`${messages.length} messages of ours (scripts/guard/messages)`);
for (const {name, lines, licence} of corpora) console.log(`${lines.length} of ${name}, ${licence}`);
if (corpora.length === 0)
  console.log(`no public corpus in ${values.data}: everyday language will be mistaken more`);

const scored: Scored[] = [];
let turn = 0;
for (const judged of leaveOutInTurn(messages, corpora)) {
  scored.push(...judged);
  console.log(`left out ${authors[turn++]}`);
}
const all = [...messages, ...sentences];
const artefact: Artefact = {
  about: 'Weights of the safety guard, made by npm run train:guard; not written by hand',
  learnedFrom: corpora.map(({name, source, licence, lines}) => ({
    name,
    source,
    licence,
    sha256: hashOf(lines.join('\n')),
  })),
  madeFrom: hashInputs(),
  thresholds: {
    emergency: thresholdFor(mistakenAtMost.emergency),
    urgent: thresholdFor(mistakenAtMost.urgent),
  },
  ...learnJudge(toExamples(all)),
  english: vocabularyOf('en').toBase64(),
  spanish: vocabularyOf('es').toBase64(),
};
writeFileSync(modelFile, `${JSON.stringify(artefact, null, 2)}\n`);
console.log(
  `core/guard/model.json: ${JSON.stringify(artefact).length} bytes, ${JSON.stringify(artefact.thresholds)}`,
);

function thresholdFor(perThousand: number): number {
  return Math.max(...languages.map(language => quantile(ordinary(language), 1 - perThousand / 1000)));
}

function ordinary(language: Language): number[] {
  const chosen = scored.filter(
    ({message}) => !message.alarm && message.language === language && authors.includes(message.author),
  );
  return chosen.map(({score}) => score);
}

function quantile(scores: number[], share: number): number {
  scores.sort((a, b) => a - b);
  return scores[Math.ceil(scores.length * share)] ?? Number.MAX_VALUE;
}

/** Words that stand in two messages at least; numbers are none. */
function vocabularyOf(language: Language): Vocabulary {
  const met = new Map<number, number>();
  const words = createWords();
  for (const message of all) {
    if (message.language !== language) continue;
    readWords(message.text, lexicon, words);
    for (const word of new Set(words.spelled.subarray(0, words.count)))
      met.set(word, (met.get(word) ?? 0) + 1);
  }
  const vocabulary = new Vocabulary();
  for (const [word, times] of met) if (times >= 2) vocabulary.add(word);
  return vocabulary;
}

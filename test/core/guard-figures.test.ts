import {readFileSync, statSync} from 'node:fs';
import {loadEar} from '../../core/guard/ear.ts';
import {loadArtefact, modelFile} from '../../core/guard/model.ts';
import {loadPhrases, PhraseFinder, parsePhrases} from '../../core/guard/must-hear.ts';
import {createWords, readWords} from '../../core/guard/read-words.ts';
import {lexicon} from '../../scripts/guard/examples.ts';
import {hashInputs} from '../../scripts/guard/made-from.ts';
import {type Judged, measure} from '../../scripts/guard/measure.ts';
import {parseMessages, readMessages, readProbe} from '../../scripts/guard/read-messages.ts';
import {longTexts} from '../../scripts/guard/time-guard.ts';
import {root} from '../../scripts/root.js';
import {test} from '../helpers/test.ts';

const ear = loadEar();
const judge = (probe: Parameters<typeof readProbe>[0]): Judged[] =>
  readProbe(probe).map(message => ({message, heard: ear.hear(message.text)?.kind ?? null}));

test('hears the alarms of an author who was held out, and is seldom mistaken', t => {
  const {emergency, either, emergencyMistaken, eitherMistaken} = measure(judge('held-out'));
  t.true(emergency.hits / emergency.of >= 0.93, `${emergency.hits} of ${emergency.of}`);
  t.true(either.hits / either.of >= 0.96, `${either.hits} of ${either.of}`);
  t.true(emergencyMistaken.hits <= 1, `${emergencyMistaken.hits} of ${emergencyMistaken.of}`);
  t.true(eitherMistaken.hits <= 4, `${eitherMistaken.hits} of ${eitherMistaken.of}`);
});

test('hears alarms of a few words, and is seldom mistaken in a few words that are none', t => {
  const {emergency, either, emergencyMistaken, eitherMistaken} = measure(judge('short'));
  t.true(emergency.of >= 60 && emergencyMistaken.of >= 300);
  t.true(emergency.hits / emergency.of >= 0.8, `${emergency.hits} of ${emergency.of}`);
  t.true(either.hits / either.of >= 0.97, `${either.hits} of ${either.of}`);
  t.true(emergencyMistaken.hits <= 1, `${emergencyMistaken.hits} of ${emergencyMistaken.of}`);
  t.true(eitherMistaken.hits <= 9, `${eitherMistaken.hits} of ${eitherMistaken.of}`);
});

test('was trained on the messages, the words and the code that are here (else: npm run train:guard)', t => {
  t.deepEqual(loadArtefact().madeFrom, hashInputs());
});

test('names the corpora that its model learned from, with their licences, and weighs at most 400 KB', t => {
  const {learnedFrom} = loadArtefact();
  t.deepEqual(learnedFrom.map(({name, licence}) => [name, licence]).sort(), [
    ['clinc150', 'CC BY 3.0'],
    ['home-assistant', 'CC BY 4.0'],
  ]);
  t.true(statSync(modelFile).size <= 400_000);
});

test('must hear every example of its list, and none of those against it', t => {
  const {examples} = loadPhrases();
  const finder = new PhraseFinder();
  const words = createWords();
  t.true(examples.length >= 50);
  for (const {text, heard, title} of examples) {
    readWords(text, lexicon, words);
    t.is(finder.find(words).kind, heard, `${title}: ${text}`);
  }
});

test('has no phrase in its list that would be wrong in one of 2,000 ordinary messages', t => {
  const finder = new PhraseFinder();
  const words = createWords();
  const ordinary = readMessages().filter(({alarm}) => !alarm);
  const mistaken = ordinary.filter(({text}) => {
    readWords(text, lexicon, words);
    return finder.find(words).kind !== null;
  });
  t.true(mistaken.length * 2000 <= ordinary.length, mistaken.map(({text}) => text).join('\n'));
});

test('reads its list as the list says that it is read', t => {
  const finder = new PhraseFinder(
    parsePhrases(
      'negated by: no\nunless: movie\n== A title\nalso: poison\nhe|she (has) .. purple|green spots\n  + she has purple spots',
    ),
  );
  const words = createWords();
  const find = (text: string) => {
    readWords(text, lexicon, words);
    return finder.find(words);
  };
  t.is(find('He green spots').kind, 'emergency');
  t.is(find('she has so many very GREEN spots').kind, 'emergency');
  t.deepEqual([...find('she has purple spots').lines], ['poison']);
  for (const text of [
    'she has one two three four green spots',
    'no, she has green spots',
    'in the movie she has green spots',
    'she has. green spots',
  ]) {
    t.is(find(text).kind, null, text);
  }
});

test('is taught by no message twice in two ways, and by long ordinary messages as by long alarms', t => {
  const messages = readMessages();
  const labels = new Map(messages.map(({text, alarm}) => [text.toLowerCase(), alarm]));
  t.deepEqual(
    messages.filter(({text, alarm}) => labels.get(text.toLowerCase()) !== alarm).map(({text}) => text),
    [],
  );
  const long = messages.filter(({text}) => text.length > 300);
  const share = long.filter(({alarm}) => alarm).length / long.length;
  t.true(share > 0.35 && share < 0.65, `${share}`);
});

test('tells the two sides of a pair apart, and spells out its choices', t => {
  const pairs = parseMessages(
    '# a comment\n= he {fell|slipped} and [[is out cold|laughed]]\n~ near',
    'ann.es.txt',
  );
  t.deepEqual(
    pairs.map(({text, alarm, near, language, author}) => [text, alarm, near, language, author]),
    [
      ['he fell and is out cold', true, false, 'es', 'ann'],
      ['he slipped and is out cold', true, false, 'es', 'ann'],
      ['he fell and laughed', false, true, 'es', 'ann'],
      ['he slipped and laughed', false, true, 'es', 'ann'],
      ['near', false, true, 'es', 'ann'],
    ],
  );
  t.throws(() => parseMessages('no mark', 'ann.en.txt'), {message: /ann\.en\.txt:1/});
});

test('does not take long over texts made to take long', t => {
  const texts = longTexts(readMessages().map(({text}) => text));
  for (const text of texts) {
    ear.hear(text);
    const begin = performance.now();
    for (let i = 0; i < 10; i++) ear.hear(text);
    // Fifty times what it takes: this finds what grows with the square of the length, not a busy machine.
    t.true(performance.now() - begin < 150, text.slice(0, 20));
  }
});

test('takes no longer for a text of a hundred thousand characters than for a few', t => {
  const page = readFileSync(`${root}README.md`, 'utf8').repeat(10);
  ear.hear(page);
  const begin = performance.now();
  ear.hear(page);
  t.true(performance.now() - begin < 100);
});

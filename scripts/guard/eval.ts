/**
 * `npm run eval:guard`: how well the safety guard hears, and how often it is mistaken per thousand messages that are no
 * alarm, with 95 % intervals. `-- --authors` adds the honest meter, which learns anew without each author in turn
 * (minutes); `--misses` lists what it got wrong there. What was held out is judged, and never listed.
 */
import {parseArgs} from 'node:util';
import {loadEar} from '../../core/guard/ear.ts';
import {loadDangers, saysEnough} from '../../core/guard/evidence.ts';
import {loadArtefact} from '../../core/guard/model.ts';
import {PhraseFinder} from '../../core/guard/must-hear.ts';
import {createWords, readWords} from '../../core/guard/read-words.ts';
import {lexicon} from './examples.ts';
import {leaveOutInTurn, sentencesOf} from './leave-out.ts';
import {type Judged, measure, say} from './measure.ts';
import {authors, languages, type Message, readCorpora, readMessages, readProbe} from './read-messages.ts';
import {scrapAuthor} from './scraps.ts';
import {timeGuard} from './time-guard.ts';

const {values} = parseArgs({
  options: {
    data: {type: 'string', default: '../shared/data'},
    authors: {type: 'boolean', default: false},
    misses: {type: 'boolean', default: false},
  },
});
const {thresholds} = loadArtefact();
const ear = loadEar();
const dangers = loadDangers();
const phrases = new PhraseFinder();
const words = createWords();
const messages = readMessages();
const corpora = readCorpora(values.data);

const columns = [30, 7, 9, 22, 22, 20, 20];
row(
  '',
  'alarms',
  'ordinary',
  'heard, emergency, %',
  'heard at all, %',
  'mistaken, emerg., ‰',
  'mistaken at all, ‰',
);
console.log('learned from');
printParts(messages.map(judge));
for (const corpus of corpora)
  print(
    corpus.name,
    sentencesOf(corpus).map(({message}) => judge(message)),
  );
console.log('held out (an author who knew neither the guard nor the others; read by nobody who tunes)');
printParts(readProbe('held-out').map(judge));
console.log(
  'plain alarms, and danger said in passing (nothing was learned from them; their author knew the list)',
);
printParts(readProbe('passing').map(judge));
console.log('as short as people write, alarms and not (nothing was learned from them)');
printParts(readProbe('short').map(judge));
if (values.authors) printLeftOut();
else console.log('each author left out in turn: npm run eval:guard -- --authors (minutes)');
timeGuard(messages.map(({text}) => text));

function judge(message: Message): Judged {
  return {message, heard: ear.hear(message.text)?.kind ?? null};
}

function printLeftOut(): void {
  const all: Judged[] = [];
  console.log(
    'left out: each author, with a fifth of the topics of everyday language, is judged by what the rest teach',
  );
  for (const scored of leaveOutInTurn(messages, corpora)) {
    const judged = scored.map(({message, score}) => ({message, heard: levelOf(message.text, score)}));
    all.push(...judged);
    const own = judged.filter(({message}) => authors.includes(message.author));
    print(own[0]?.message.author ?? '', own);
  }
  const own = all.filter(({message}) => authors.includes(message.author));
  console.log('all that were left out');
  printParts(own);
  print(
    'their near misses',
    own.filter(({message}) => message.near),
  );
  for (const name of [...corpora.map(({name}) => name), scrapAuthor])
    print(
      name,
      all.filter(({message}) => message.author === name),
    );
  if (values.misses) listMisses(own);
}

/** As the guard does it, with the score of another model. */
function levelOf(text: string, score: number): Judged['heard'] {
  readWords(text, lexicon, words);
  const {kind} = phrases.find(words);
  if (!saysEnough(words, dangers)) return kind;
  if (kind === 'emergency' || score >= thresholds.emergency) return 'emergency';
  return kind || score >= thresholds.urgent ? 'urgent' : null;
}

function printParts(judged: readonly Judged[]): void {
  for (const language of languages)
    print(
      language,
      judged.filter(({message}) => message.language === language),
    );
  print('both languages', judged);
}

function print(name: string, judged: readonly Judged[]): void {
  const {emergency, either, emergencyMistaken, eitherMistaken} = measure(judged);
  row(
    `  ${name}`,
    String(emergency.of),
    String(emergencyMistaken.of),
    say(emergency, 100),
    say(either, 100),
    say(emergencyMistaken, 1000),
    say(eitherMistaken, 1000),
  );
}

function row(...cells: string[]): void {
  console.log(
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(columns[i] ?? 0) : cell.padStart(columns[i] ?? 0)))
      .join(''),
  );
}

function listMisses(judged: readonly Judged[]): void {
  for (const {message, heard} of judged) {
    if (message.alarm && heard !== 'emergency') console.log(`${heard ?? 'missed'}: ${message.text}`);
    if (!message.alarm && heard) console.log(`mistaken, ${heard}: ${message.text}`);
  }
}

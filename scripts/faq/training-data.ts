/** What the faq's model of topics is trained on: each text with what it is about. */
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {examsOf, readExam} from './exams.ts';

/** `topic` begins with a hyphen where it is none. `ours`: a phrase of the project's, worth misspelling too. */
export type Sample = {text: string; topic: string; language: 'en' | 'es' | null; ours: boolean};

const folder = fileURLToPath(new URL('.', import.meta.url));
const languages = ['en', 'es'] as const;

/** Everyday sentences speak of these too, and nobody says where. */
const nearClinic =
  /vaccin|shot|insur|are you|your name|who (?:made|are|do)|doctor|bot\b|human|person|help|medic|prescri|health|appointment|hello|hi\b|hey|thank|bye|how are|pay(?:ment)? (?:method|option)|what can|you do|language|real/i;

/** So many of the corpora's sentences are enough to know what is no clinic's business. */
const everydaySentences = 5000;

/** Phrases and messages of the project's own, and the questions that the agent is tuned with. */
export function ourSamples(): Sample[] {
  return [
    ...languages.flatMap(language => [...read('phrases', language), ...read('messages', language)]),
    ...tuning(),
    ...phrasings(),
  ];
}

/** Public corpora where they lie; with their licences. None where the folder is not there. */
export function everydaySamples(data: string): Sample[] {
  const english = lines(join(data, 'everyday/clinc150.en.txt')).filter(text => !nearClinic.test(text));
  const step = Math.max(1, Math.floor(english.length / everydaySentences));
  const some = english.filter((_, i) => i % step === 0);
  const spanish = lines(join(data, 'everyday/home-assistant.es.txt'));
  const sample = (language: 'en' | 'es') => (text: string) =>
    ({text, topic: '-elsewhere', language, ours: false}) as const;
  return [...some.map(sample('en')), ...spanish.map(sample('es'))];
}

export const everydaySources = [
  'clinc/oos-eval, CC BY 3.0 (An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction)',
  'home-assistant/intents, CC BY 4.0',
];

/** Changes with whatever of the project's own words the weights depend on. */
export function digestInputs(): string {
  const digest = createHash('sha256');
  const own = readdirSync(folder).filter(name => /\.(?:txt|json)$/.test(name));
  const concepts = join(folder, '../../worker/agents/faq/topics/concepts.json');
  const files = [...own.toSorted().map(name => join(folder, name)), concepts];
  for (const file of files) digest.update(readFileSync(file));
  for (const {text, topic} of [...tuning(), ...phrasings()]) digest.update(`${topic} ${text}\n`);
  return digest.digest('hex');
}

/** A heading names the topic of the lines below it; a slash parts texts on a line. */
function read(name: string, language: 'en' | 'es'): Sample[] {
  let topic = '';
  return lines(join(folder, `${name}.${language}.txt`)).flatMap(line => {
    if (line.startsWith('# ')) {
      topic = line.slice(2);
      return [];
    }
    return line.split(' / ').map(text => ({text, topic, language, ours: name === 'phrases'}));
  });
}

/** How the invented clinics' own entries are asked for. */
function phrasings(): Sample[] {
  return [...loadClinics(defaultClinicsDir).values()].flatMap(clinic =>
    clinic.knowledge.flatMap(({id, topic = id, locale = clinic.locale, questions}) => {
      const language = locale.startsWith('es') ? 'es' : 'en';
      return questions.map(text => ({text, topic, language, ours: true}) as const);
    }),
  );
}

/** The questions of the tuning sets, each with the topic of the entry that answers it. */
function tuning(): Sample[] {
  return [...loadClinics(defaultClinicsDir).values()].flatMap(clinic => {
    const topicOf = new Map(clinic.knowledge.map(entry => [entry.id, entry.topic ?? entry.id]));
    // Some of them are in the clinic's other language; which, nobody says.
    const language = null;
    // The messages of the mailbox are among the messages already.
    const exams = examsOf('tuning', clinic.id).filter(name => !name.endsWith('mailbox'));
    return exams.flatMap(name => {
      const {known, unknown} = readExam(name, clinic.id);
      const right = known.flatMap(([asked, from]) => {
        const topic = topicOf.get(from) ?? (from.startsWith('hours') ? 'hours' : undefined);
        return typeof asked === 'string' && topic
          ? [{text: asked, topic, language, ours: true} as const]
          : [];
      });
      const strange = unknown.map(each => [each].flat()[0] ?? '');
      return [...right, ...strange.map(text => ({text, topic: '-elsewhere', language, ours: true}) as const)];
    });
  });
}

function lines(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '');
}

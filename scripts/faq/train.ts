/**
 * `npm run train:faq`: teaches the faq what visitors speak of. A multinomial logistic regression over the hashed words of
 * some 18,000 texts, by AdaGrad in a fixed order, cut to its telling weights: the same inputs give the same model.
 * `-- --data <folder>` says where the everyday corpora lie (`../shared/data`).
 */
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {brotliCompressSync, constants} from 'node:zlib';
import {
  bucketCount,
  type Features,
  featuresOf,
  hash,
  wordsIn,
} from '../../worker/agents/faq/topics/features.ts';
import {learn, learnLanguage, type Model} from './train-model.ts';
import {createRandom, misspell, wrap} from './train-noise.ts';
import {digestInputs, everydaySamples, everydaySources, ourSamples, type Sample} from './training-data.ts';

/** Must be that of `topics.ts`, which cannot be loaded before its weights are there. */
const wordBits = 1 << 17;
const scale = 24;
/** What weighs less decides nothing. */
const smallest = 0.9;
type Lesson = {features: Features; class: number; weight: number; spanish: boolean | null};

/** A topic of more texts than this does not weigh as much more. */
const usualTexts = 100;

const {values} = parseArgs({options: {data: {type: 'string', default: '../shared/data'}}});
const everyday = everydaySamples(values.data);
if (everyday.length === 0) throw new Error(`there are no everyday sentences in ${values.data}`);
const samples = [...ourSamples(), ...everyday];

const texts = samples.map(sample => ({...sample, words: wordsIn(sample.text)}));
const known = countWords(texts.map(({words}) => words));
const isKnown = (word: string) => (known.get(word) ?? 0) >= 2;
const classes = [...new Set(samples.map(({topic}) => topic))].toSorted();
const lessons = teach();
const model = learn(lessons, classes.length);
const language = learnLanguage(lessons);
writeWeights(model, language);

function countWords(all: ReadonlyArray<readonly string[]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const words of all) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Each text, and phrases once more as people say and type them. */
function teach(): Lesson[] {
  const random = createRandom(11);
  const sizes = new Map<string, number>();
  for (const {topic} of samples) sizes.set(topic, (sizes.get(topic) ?? 0) + 1);
  return texts.flatMap(({words, ...sample}) => {
    const weight = Math.min(1, Math.sqrt(usualTexts / ((sizes.get(sample.topic) ?? 1) * 1.6)));
    const spanish = sample.language && sample.language === 'es';
    const teachAs = (said: readonly string[], share: number) => ({
      class: classes.indexOf(sample.topic),
      weight: weight * share,
      spanish,
      features: featuresOf(said, isKnown),
    });
    return [teachAs(words, 1), ...variants(sample, words, random).map(said => teachAs(said, 1 / 2))];
  });
}

/** Typing errors, and what people say around what they want; of what is no topic only the latter. */
function variants(sample: Sample, words: readonly string[], random: () => number): string[][] {
  const isTopic = !sample.topic.startsWith('-');
  if (!sample.ours && random() > 0.2) return [];
  const wrapped = wordsIn(wrap(sample.text, sample.language ?? 'en', random));
  const around = random() < 0.3 ? (misspell(wrapped, random) ?? wrapped) : wrapped;
  if (!isTopic || !sample.ours) return [around];
  const errors = words.length <= 2 ? 3 : 1;
  return [
    around,
    ...Array.from({length: errors}, () => misspell(words, random)).filter(each => each !== null),
  ];
}

function writeWeights({weights, bias}: Model, spanish: Model): void {
  const packed: number[] = [];
  const round = (weight: number) => Math.max(-127, Math.min(127, Math.round(weight * scale)));
  const count = classes.length;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const row = Array.from(weights.subarray(bucket * count, (bucket + 1) * count), (weight, k) =>
      Math.abs(weight) < smallest ? [] : [k, round(weight) & 255],
    ).filter(pair => pair.length > 0);
    const ofLanguage = round(spanish.weights[bucket] ?? 0);
    if (ofLanguage !== 0) row.push([count, ofLanguage & 255]);
    packed.push(row.length, ...row.flat());
  }
  const words = Buffer.alloc(wordBits / 8);
  for (const [word] of [...known].filter(([each]) => isKnown(each))) {
    const bit = hash(word) % wordBits;
    words[bit >> 3] = (words[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  const quality = {params: {[constants.BROTLI_PARAM_QUALITY]: 11}};
  const weightsFile = {
    inputs: digestInputs(),
    trainedOn: ['phrases and messages of this project', ...everydaySources],
    scale,
    classes: [...classes, 'es'],
    bias: [...bias, ...spanish.bias].map(each => Math.round(each * 1000) / 1000),
    words: words.toString('base64'),
    weights: brotliCompressSync(Buffer.from(packed), quality).toString('base64'),
  };
  const json = `${JSON.stringify(weightsFile, null, 2)}\n`;
  writeFileSync(new URL('../../worker/agents/faq/topics/weights.json', import.meta.url), json);
  console.log(`${samples.length} texts, ${classes.length} topics and classes, ${json.length} bytes`);
}

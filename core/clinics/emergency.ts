/**
 * Whom a visitor in danger shall call, and the words for it: what the clinic's file says, else what is usual in the
 * clinic's country and language. The usual numbers are as their operators publish them; a clinic checks its own.
 */
import {z} from 'zod';
import {countryOf, languageOf} from './locale.ts';
import {Texts, Words} from './shapes.ts';

/** As a clinic's file has it. */
export const Emergency = z.strictObject({
  number: Words.optional().describe('Whom to call; absent: what is usual in the country of `locale`'),
  text: Words.optional().describe('What is said at an emergency; absent: usual words with the number'),
  texts: Texts.optional().describe('The same in further languages, by tag'),
  urgent: Words.optional().describe('What is said where it may be one; gentler'),
  urgentTexts: Texts.optional().describe('The same in further languages, by tag'),
  poison: Words.optional().describe(
    'The help line for poison; absent: that of the country, if we know of one',
  ),
  suicide: Words.optional().describe(
    'The help line for suicide; absent: that of the country, if we know of one',
  ),
});
type Written = z.infer<typeof Emergency>;
/** With the number and the words that are said in any case. */
export type Emergency = Written & {number: string; text: string};

export type AlarmKind = 'emergency' | 'urgent';
export type HelpLine = 'poison' | 'suicide';

type Spoken = {locale: string; locales?: readonly string[] | undefined};

export function completeEmergency({locale}: Spoken, written: Written): Emergency {
  const number = written.number ?? usualIn(locale).number;
  return {...written, number, text: written.text ?? fill(sentencesIn(locale).emergency, number)};
}

/** In `language` where the clinic speaks it, else in its own; and which language that is. */
export function emergencyWords(
  {locale, locales, emergency}: Spoken & {emergency: Emergency},
  kind: AlarmKind,
  language: string,
): {text: string; locale: string} {
  const own = kind === 'emergency' ? emergency.text : emergency.urgent;
  const further = (kind === 'emergency' ? emergency.texts : emergency.urgentTexts) ?? {};
  const usual = (tag: string) => ({
    text: fill(sentencesIn(tag)[kind], emergency.number),
    locale: languageOf(tag) in sentences ? tag : 'en',
  });
  const isOwn = languageOf(locale) === language;
  const [tag, written] = Object.entries(further).find(([each]) => languageOf(each) === language) ?? [];
  if (!isOwn && tag && written) return {text: written, locale: tag};
  const spoken = (locales ?? []).find(each => languageOf(each) === language);
  if (!isOwn && spoken) return usual(spoken);
  return own ? {text: own, locale} : usual(locale);
}

/** The words for a help line; `null` where we know of none. */
export function helpLineWords(
  {locale, locales, emergency}: Spoken & {emergency: Emergency},
  line: HelpLine,
  language: string,
): string | null {
  const usual = usualIn(locale);
  // Whoever has another number than the country's may lie where the country's lines do not answer.
  const number = emergency[line] ?? (emergency.number === usual.number ? usual[line] : undefined);
  if (!number) return null;
  const speaks = (locales ?? []).some(tag => languageOf(tag) === language);
  return fill(sentencesIn(speaks ? language : locale)[line], number);
}

type Lines = {number: string; poison?: string; suicide?: string};

const usualNumbers: Record<string, Lines> = {
  US: {number: '911', poison: '1-800-222-1222', suicide: '988'},
  PR: {number: '911', poison: '1-800-222-1222', suicide: '988'},
  CA: {number: '911', poison: '1-844-764-7669', suicide: '988'},
  MX: {number: '911', suicide: '800 911 2000'},
  ES: {number: '112', poison: '915 620 420', suicide: '024'},
  AR: {number: '107', poison: '0800 333 0160', suicide: '135'},
  GB: {number: '999', suicide: '116 123'},
  IE: {number: '112', poison: '01 809 2166', suicide: '116 123'},
  AU: {number: '000', poison: '13 11 26', suicide: '13 11 14'},
  NZ: {number: '111', poison: '0800 764 766', suicide: '1737'},
  BR: {number: '192', suicide: '188'},
  PT: {number: '112'},
};

/** Elsewhere: what every mobile telephone knows. */
function usualIn(locale: string): Lines {
  return usualNumbers[countryOf(locale)] ?? {number: '112'};
}

type Sentences = Record<AlarmKind | HelpLine, string>;

const english: Sentences = {
  emergency: 'If this is an emergency, call {number} now. Please do not wait for an answer in this chat.',
  urgent: 'If this is urgent, call {number} now. If it is not, please read on here.',
  suicide: 'You can also call {number}, at any hour: you do not have to go through this alone.',
  poison: 'For poison, or too much of a medicine, there is also {number}.',
};
const sentences: Record<string, Sentences> = {
  en: english,
  es: {
    emergency:
      'Si es una emergencia, llame ahora al {number}. Por favor, no espere una respuesta en este chat.',
    urgent: 'Si es urgente, llame ahora al {number}. Si no lo es, siga leyendo aquí.',
    suicide: 'También puede llamar al {number} a cualquier hora: no tiene que pasar por esto a solas.',
    poison: 'Por un veneno, o demasiada medicina, está también el {number}.',
  },
  pt: {
    emergency: 'Se for uma emergência, ligue agora para {number}. Por favor, não espere resposta neste chat.',
    urgent: 'Se for urgente, ligue agora para {number}. Se não for, continue a ler aqui.',
    suicide: 'Também pode ligar para {number} a qualquer hora: não precisa passar por isto a sós.',
    poison: 'Para veneno, ou remédio a mais, há também {number}.',
  },
};

/** English where we have no words of the language. */
function sentencesIn(locale: string): Sentences {
  return sentences[languageOf(locale)] ?? english;
}

function fill(sentence: string, number: string): string {
  return sentence.replace('{number}', number);
}

/** Says an entry: as the clinic wrote it, with what the question makes necessary beside it. */
import {readFileSync} from 'node:fs';
import {z} from 'zod';
import type {Clinic, Entry} from '../../../core/clinics/clinic.ts';
import type {Language} from './language/language.ts';
import {createSpeller} from './language/spelling.ts';
import {split} from './language/words.ts';
import {hearLocation, listLocations} from './tell-location.ts';
import {isKnownWord} from './topics/topics.ts';

const insurers = z
  .array(z.string())
  .parse(JSON.parse(readFileSync(new URL('insurers.json', import.meta.url), 'utf8')));

type Found = {entry: Entry; topic: string | null};

export function tellEntry(clinic: Clinic, language: Language, {entry, topic}: Found, text: string): string {
  const location = hearLocation(clinic, text);
  if (topic === 'address') {
    if (location) return `${location.name}: ${location.address}`;
    return join(
      entry.answer,
      listLocations(clinic, each => each.address),
    );
  }
  if (topic === 'phone') {
    if (location?.phone) return `${location.name}: ${location.phone}`;
    return join(
      entry.answer,
      listLocations(clinic, each => each.phone),
    );
  }
  if (topic === 'insurance' && namesOtherInsurer(language, entry, text)) {
    return `${language.lines.otherInsurance} ${entry.answer}`;
  }
  return entry.answer;
}

/** An insurer is named, by a name that everybody knows or a word that nobody does, and the entry has none of them. */
function namesOtherInsurer(
  {words}: Language,
  {questions, keywords = [], answer}: Entry,
  text: string,
): boolean {
  const listed = new Set(split([...questions, ...keywords, answer].join(' ')));
  const speller = createSpeller([...listed].filter(word => word.length > 3));
  const isName = (word: string) =>
    insurers.includes(word) || (!isKnownWord(word) && words.telling(word).length > 0 && !/\d/.test(word));
  const named = split(text).filter(word => isName(word) || (listed.has(word) && isListedName(answer, word)));
  return named.some(isName) && !named.some(word => listed.has(speller(word)));
}

/** A capital within a sentence makes a name of a word. */
function isListedName(answer: string, word: string): boolean {
  return [...answer.matchAll(/(?<=\p{Ll},? )\p{Lu}\p{L}+/gu)].some(([name]) => split(name)[0] === word);
}

function join(answer: string, more: string): string {
  return more === '' ? answer : `${answer}\n${more}`;
}

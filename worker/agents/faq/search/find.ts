/**
 * Decides what answers one question: an entry, a clinician, or honestly nothing. An entry is given only where it is
 * likely enough to be the right one, since a wrong answer costs more than none.
 */
import type {Clinic, Entry} from '../../../../core/clinics/clinic.ts';
import type {Language, SmallTalkKind} from '../language/language.ts';
import {hearLanguage, languagesOf} from '../language/languages.ts';
import {speaksOfHealth} from '../topics/features.ts';
import {type Heard, hearTopics} from '../topics/topics.ts';
import {type Library, libraryOf} from './library.ts';
import {closest} from './likeness.ts';

export type Finding =
  /** `likelihood`: that it is the right one. */
  | {is: 'entry'; entry: Entry; topic: string | null; likelihood: number}
  | {is: 'clinician'}
  | {is: 'small-talk'; kind: SmallTalkKind}
  | {is: 'nothing'};

/** A topic this likely is answered; one that the words of the entry speak for may be less so. */
const sureTopic = 0.8;
const likelyTopic = 0.6;

/** Of an entry without a topic, so much must be asked. */
const sureShare = 0.75;

/** A cry for help is heard where it is all but certain: the guard is there for the rest. */
const sureAlarm = 0.97;
const likelyPersonal = 0.3;
const sureSmallTalk = 0.6;

/** The entry for a text of one question, or null. */
export function findEntry(clinic: Clinic, text: string, language = hearLanguage(clinic, text)): Entry | null {
  const finding = find(clinic, text, language);
  return finding.is === 'entry' ? finding.entry : null;
}

export function find(
  clinic: Clinic,
  text: string,
  language: Language,
  heard: Heard = hearTopics(text),
): Finding {
  const libraries = [...new Set([language, ...languagesOf(clinic)])].map(each => libraryOf(clinic, each));
  const phrased = firstOf(libraries, library => library.phrased(text));
  if (phrased) return {is: 'entry', ...phrased, likelihood: 1};
  const found = findHeard(libraries, text, heard);
  if (found) return found;
  // A word that nobody knows may be one that the clinic uses, misspelt.
  const spelt = libraries[0]?.respell(text) ?? text;
  const respelt = spelt === text ? null : findHeard(libraries, spelt, hearTopics(spelt));
  if (respelt) return respelt;

  const byWords = firstOf(libraries, library => byWordsOf(library, text));
  const personal = heard.of('-medical') + heard.of('-alarm');
  if (byWords && personal < likelyPersonal) return {is: 'entry', ...byWords, likelihood: sureTopic};
  const kind = (['greeting', 'thanks', 'goodbye'] as const).find(
    each => heard.of(`-${each}`) >= sureSmallTalk,
  );
  if (kind) return {is: 'small-talk', kind};
  return personal >= likelyPersonal || speaksOfHealth(text) ? {is: 'clinician'} : {is: 'nothing'};
}

/** The entry of the topic that a text is surely about. */
function findHeard(libraries: readonly Library[], text: string, heard: Heard): Finding | null {
  const alarm = heard.of('-alarm') + heard.of('emergency');
  if (alarm >= sureAlarm) {
    const found = firstOf(libraries, library => ofTopic(library, 'emergency', text));
    if (found) return {is: 'entry', ...found, likelihood: alarm};
  }
  if (heard.topic === 'emergency') return null;
  const found = firstOf(libraries, library => ofTopic(library, heard.topic, text));
  const {likelihood} = heard;
  return found && isSure(libraries, found.entry, text, likelihood)
    ? {is: 'entry', ...found, likelihood}
    : null;
}

/** In the language of the question first; an entry that only another one has is better than none. */
function firstOf(
  libraries: readonly Library[],
  look: (library: Library) => Entry | null,
): {entry: Entry; topic: string | null} | null {
  for (const library of libraries) {
    const entry = look(library);
    if (entry) return {entry, topic: library.topicOf.get(entry) ?? null};
  }
  return null;
}

function ofTopic({entries, topicOf, language}: Library, topic: string, text: string): Entry | null {
  const fitting = entries.filter(entry => topicOf.get(entry) === topic);
  return fitting.length > 1 ? closest(language.words, text, fitting) : (fitting[0] ?? null);
}

/** Only where the likelihood alone does not decide are the words looked up. */
function isSure(libraries: readonly Library[], entry: Entry, text: string, likelihood: number): boolean {
  return likelihood >= sureTopic || (likelihood >= likelyTopic && isSpokenFor(libraries, entry, text));
}

/** Its own words are among those asked for, and no other entry has more of them. */
function isSpokenFor(libraries: readonly Library[], entry: Entry, text: string): boolean {
  return libraries.some(library => {
    const [best, second] = library.cover(text);
    return best?.entry === entry && best.share >= 0.5 && best.share > (second?.share ?? 0);
  });
}

/** An entry that the model has no topic for. */
function byWordsOf({cover, topicOf}: Library, text: string): Entry | null {
  if ([...topicOf.values()].every(topic => topic !== null)) return null;
  const [best] = cover(text);
  return best && best.share >= sureShare && topicOf.get(best.entry) === null ? best.entry : null;
}

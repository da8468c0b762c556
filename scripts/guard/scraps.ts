/**
 * Scraps of everyday language: a word, or two or three that stand side by side, none of which speaks of danger.
 * Somebody who types no more than that has said nothing alarming, whatever the letters in it remind of. They are made
 * by rule from the sentences that are learned from anyway, alarms too; and a part of the body, named alone, is one.
 */
import {readFileSync} from 'node:fs';
import {hashOf} from '../../core/guard/lexicon.ts';
import {root} from '../root.js';
import {everydayMessage, type Language, languages, type Message} from './read-messages.ts';

/** Sections of the lexicon whose words are never part of a scrap. */
const dangers =
  /^\[(?:breath|choke|heart|head|belly|limb|face|pain|blood|out|seizure|stroke|medicine|poison|ingest|selfharm|violence|allergy|colour|fever|injury|now|sudden|weak|fluids|sugar|device|pregnancy)\]/;
/** Sections of which every word may be, however many alarms speak of it. */
const harmless =
  /^\[(?:self|other|kin|kid|age|home|shop|trip|food|chat|home-place|when|desk|desk-more|pet)\]/;
/** Notions that are parts of the body. */
const body =
  /^(?:chest|heart|lungs|head|brain|belly|groin|side|pelvis|arm|hand|leg|calf|face|mouth|throat|eye):/;

/** A word has stood in so many ordinary messages at least, and in alarms no more often than this share. */
const leastSeen = 3;
const alarmsAtMost = 0.35;
const most = {one: 3000, more: 4500};
/** One of so many parts is left out in turn; whatever ends in the same word is of the same part. */
const parts = 5;
export const scrapAuthor = 'scraps';
export const scrapWeight = 0.5;

export type Scrap = {message: Message; part: number};

export function scrapsOf(messages: readonly Message[]): Scrap[] {
  const {dangerous, safe, alone} = readSections();
  return languages.flatMap(language => {
    const sentences = messages.filter(message => message.language === language).map(splitWords);
    const usable = usableWords(sentences, dangerous, safe);
    const one = new Set([...usable, ...alone.filter(word => isOf(sentences, word))]);
    const more = new Set<string>();
    for (const {words} of sentences) {
      for (let i = 0; i + 1 < words.length; i++) {
        for (const length of [2, 3]) {
          const taken = words.slice(i, i + length);
          if (taken.length === length && taken.every(word => usable.has(word))) more.add(taken.join(' '));
        }
      }
    }
    for (const {words, alarm} of sentences) if (alarm) more.delete(words.join(' '));
    return [...someOf(one, most.one), ...someOf(more, most.more)].map(text => toScrap(text, language));
  });
}

type Sentence = {words: string[]; alarm: boolean};

function splitWords({text, alarm}: Message): Sentence {
  const folded = text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, '');
  return {words: folded.match(/[a-z]+/g) ?? [], alarm};
}

function usableWords(
  sentences: readonly Sentence[],
  dangerous: (word: string) => boolean,
  safe: (word: string) => boolean,
): Set<string> {
  const seen = new Map<string, {calm: number; alarm: number}>();
  for (const {words, alarm} of sentences) {
    for (const word of new Set(words)) {
      const count = seen.get(word) ?? {calm: 0, alarm: 0};
      count[alarm ? 'alarm' : 'calm']++;
      seen.set(word, count);
    }
  }
  const usable = new Set<string>();
  for (const [word, {calm, alarm}] of seen) {
    if (calm < leastSeen || dangerous(word)) continue;
    if (safe(word) || alarm <= alarmsAtMost * (alarm + calm)) usable.add(word);
  }
  return usable;
}

function isOf(sentences: readonly Sentence[], word: string): boolean {
  return sentences.some(({words}) => words.includes(word));
}

function readSections() {
  let section = '';
  const stems: string[] = [];
  const words = new Set<string>();
  const kind = new Set<string>();
  const alone: string[] = [];
  for (const line of readFileSync(`${root}core/guard/lexicon.txt`, 'utf8').split('\n')) {
    if (line.startsWith('[')) section = line;
    const [, list] = /^[\w-]+:(.*)$/.exec(line) ?? [];
    if (!list) continue;
    for (const word of list.trim().split(/ +/)) {
      if (harmless.test(section)) kind.add(word);
      if (dangers.test(section)) {
        if (word.endsWith('*')) stems.push(word.slice(0, -1));
        else words.add(word);
      }
      if (body.test(line) && !word.endsWith('*')) alone.push(word);
    }
  }
  return {
    dangerous: (word: string) => words.has(word) || stems.some(stem => word.startsWith(stem)),
    safe: (word: string) => kind.has(word),
    alone,
  };
}

/** The same ones whatever the order: those whose hashes are least. */
function someOf(texts: ReadonlySet<string>, count: number): string[] {
  return [...texts]
    .map(text => ({text, at: orderOf(text)}))
    .sort((a, b) => a.at - b.at || (a.text < b.text ? -1 : 1))
    .slice(0, count)
    .map(({text}) => text);
}

function orderOf(text: string): number {
  const mixed = Math.imul(hashOf(text) ^ text.length, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 0;
}

function toScrap(text: string, language: Language): Scrap {
  const last = text.slice(text.lastIndexOf(' ') + 1);
  return {message: everydayMessage(text, language, scrapAuthor), part: orderOf(last) % parts};
}

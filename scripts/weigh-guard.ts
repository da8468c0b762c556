/**
 * `npm run weigh:guard`: learns from the tuning phrases, and from what visitors ask on any day, what each clue weighs (logistic regression by descent, with a
 * penalty on large weights), and writes core/guard/*-weights.ts. The same phrases always give the same files.
 */
import {writeFileSync} from 'node:fs';
import {english} from '../core/guard/english.ts';
import {createListener} from '../core/guard/listener.ts';
import {spanish} from '../core/guard/spanish.ts';
import {tokenize} from '../core/guard/tokens.ts';
import {everyday, phrases} from './guard-phrases.ts';

/** Clues seen less often teach nothing. */
const fewest = 2;
const rounds = 2000;
const step = 5;
const penalty = 0.1;

for (const [name, language] of Object.entries({english, spanish})) {
  const listener = createListener(language);
  const lessons = [...phrases('tuning'), ...everyday(['questions', 'tuning'])]
    .filter(phrase => phrase.language === language.tag)
    .map(({text, alarm}) => ({clues: listener.cluesOf(tokenize(text)), alarm}));
  const path = new URL(`../core/guard/${name}-weights.ts`, import.meta.url);
  writeFileSync(path, moduleOf(name, learn(lessons)));
}

type Lesson = {clues: string[]; alarm: boolean};

function learn(lessons: readonly Lesson[]): Map<string, number> {
  const seen = new Map<string, number>();
  for (const {clues} of lessons) for (const clue of clues) seen.set(clue, (seen.get(clue) ?? 0) + 1);
  const weights = new Map([...seen].filter(([, times]) => times >= fewest).map(([clue]) => [clue, 0]));
  for (let round = 0; round < rounds; round++) descend(weights, lessons);
  return weights;
}

function descend(weights: Map<string, number>, lessons: readonly Lesson[]): void {
  const slopes = new Map<string, number>();
  for (const {clues, alarm} of lessons) {
    const scale = 1 / Math.sqrt(clues.length || 1);
    const score = clues.reduce((sum, clue) => sum + (weights.get(clue) ?? 0), 0) * scale;
    const error = (1 / (1 + Math.exp(-score)) - Number(alarm)) * scale;
    for (const clue of clues) slopes.set(clue, (slopes.get(clue) ?? 0) + error);
  }
  for (const [clue, weight] of weights)
    weights.set(clue, weight - (step * ((slopes.get(clue) ?? 0) + penalty * weight)) / lessons.length);
}

function moduleOf(name: string, weights: ReadonlyMap<string, number>): string {
  const byTenths = new Map<number, string[]>();
  for (const [clue, weight] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const tenths = Math.round(weight * 10);
    if (tenths !== 0) byTenths.set(tenths, [...(byTenths.get(tenths) ?? []), clue]);
  }
  const rows = [...byTenths].sort(([a], [b]) => a - b).map(([tenths, clues]) => rowOf(tenths, clues));
  return [
    '/** Written by `npm run weigh:guard`: what each clue weighs for an alarm, by tenths. */',
    `export const ${name}Weights: Readonly<Record<string, string>> = {`,
    ...rows,
    '};',
    '',
  ].join('\n');
}

function rowOf(tenths: number, clues: readonly string[]): string {
  const lines = [''];
  for (const clue of clues) {
    const line = lines.at(-1) ?? '';
    if (line.length + clue.length > 100) lines.push(clue);
    else lines[lines.length - 1] = `${line} ${clue}`.trim();
  }
  return `  '${tenths}': \`${lines.join('\n    ')}\`,`;
}

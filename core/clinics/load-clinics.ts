/**
 * Reads clinics from their files. One that this hands out is right, deeply frozen, and named like its file; for any
 * other it says everything that is wrong, by JSON path, without repeating what the file holds.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Clinic} from './clinic.ts';

/** Where the clinics that come with PlainTalk are; beside this module, in the sources and in dist/ alike. */
export const defaultClinicsDir = new URL('.', import.meta.url);

export type Reading = {clinic: Clinic} | {mistakes: string[]};

/**
 * The clinics by id: each `<id>.json` of the folder. Throws one `Error` with a line per mistake: file, JSON path,
 * what is wrong.
 */
export function loadClinics(dir: string | URL): ReadonlyMap<string, Clinic> {
  const folder = pathOf(dir);
  const clinics = new Map<string, Clinic>();
  const mistakes: string[] = [];
  for (const id of listClinics(folder)) {
    const reading = readClinic(folder, id);
    if ('clinic' in reading) clinics.set(id, reading.clinic);
    else mistakes.push(...reading.mistakes.map(mistake => `  ${id}.json ${mistake}`));
  }
  if (clinics.size === 0 && mistakes.length === 0) mistakes.push(`  there is no .json file in ${folder}`);
  if (mistakes.length > 0) throw new Error(`The clinics are not right:\n${mistakes.join('\n')}`);
  return clinics;
}

export function pathOf(dir: string | URL): string {
  return typeof dir === 'string' ? dir : fileURLToPath(dir);
}

/** The ids that a folder has files for, in order. */
export function listClinics(folder: string): string[] {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'));
  return files.map(file => basename(file, '.json')).sort();
}

/** Either the clinic, or a line per mistake: JSON path, what is wrong. */
export function readClinic(folder: string, id: string): Reading {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'));
  } catch (error) {
    return {mistakes: [`$: cannot be read: ${whyUnread(error)}`]};
  }
  const {data, error} = Clinic.safeParse(json);
  const mistakes = error?.issues.map(issue => `${jsonPath(issue.path)}: ${issue.message}`) ?? [];
  // Asked of the raw file, so that it is also said beside other mistakes.
  if (hasOtherId(json, id)) mistakes.push(`$.id: must be the name of the file: ${id}`);
  return data && mistakes.length === 0 ? {clinic: deepFreeze(data)} : {mistakes};
}

/** The parser's own message would quote the file. */
function whyUnread(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not valid JSON';
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function hasOtherId(json: unknown, id: string): boolean {
  return typeof json === 'object' && json !== null && 'id' in json && json.id !== id;
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    '$',
  );
}

function deepFreeze<T extends object>(tree: T): T {
  for (const branch of Object.values(tree)) {
    if (typeof branch === 'object' && branch !== null) deepFreeze(branch);
  }
  return Object.freeze(tree);
}

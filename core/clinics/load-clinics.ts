/**
 * Reads every clinic of a folder, once, at the start: either all of them are right, or one error says
 * everything that is wrong with any of them. Nothing can change a clinic afterwards.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Clinic} from './clinic.ts';

/** Where the clinics that come with PlainTalk are; beside this module, in the sources and in dist/ alike. */
export const defaultClinicsDir = new URL('.', import.meta.url);

/**
 * The clinics by id: each `<id>.json` of the folder, deeply frozen.
 * Throws one `Error` with a line per mistake: file, JSON path, what is wrong.
 */
export function loadClinics(dir: string | URL): ReadonlyMap<string, Clinic> {
  const folder = typeof dir === 'string' ? dir : fileURLToPath(dir);
  const files = readdirSync(folder).filter(name => name.endsWith('.json'));
  const read = files.sort().map(file => ({file, ...readClinic(join(folder, file))}));

  const mistakes = read.flatMap(({file, mistakes}) => mistakes.map(mistake => `  ${file} ${mistake}`));
  if (files.length === 0) mistakes.push(`  no .json file in ${folder}`);
  if (mistakes.length > 0) throw new Error(`The clinics are not right:\n${mistakes.join('\n')}`);

  return new Map(read.flatMap(({clinic}) => (clinic ? [[clinic.id, deepFreeze(clinic)]] : [])));
}

type Read = {clinic?: Clinic; mistakes: string[]};

function readClinic(path: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return {mistakes: [`$: cannot be read: ${error instanceof Error ? error.message : String(error)}`]};
  }
  const {data, error} = Clinic.safeParse(json);
  const mistakes = error?.issues.map(issue => `${jsonPath(issue.path)}: ${issue.message}`) ?? [];
  const name = basename(path, '.json');
  // Said of the raw id, so that it is also said beside other mistakes.
  if (hasOtherId(json, name)) mistakes.push(`$.id: must be the name of the file: ${name}`);
  return data ? {clinic: data, mistakes} : {mistakes};
}

function hasOtherId(json: unknown, name: string): boolean {
  return typeof json === 'object' && json !== null && 'id' in json && json.id !== name;
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

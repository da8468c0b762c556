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
  const ids = files.map(file => basename(file, '.json')).sort();
  const read = ids.map(id => ({id, ...readClinic(folder, id)}));

  const mistakes = read.flatMap(({id, mistakes}) => mistakes.map(mistake => `  ${id}.json ${mistake}`));
  if (ids.length === 0) mistakes.push(`  there is no .json file in ${folder}`);
  if (mistakes.length > 0) throw new Error(`The clinics are not right:\n${mistakes.join('\n')}`);

  return new Map(read.flatMap(({id, clinic}) => (clinic ? [[id, deepFreeze(clinic)]] : [])));
}

type Read = {clinic?: Clinic; mistakes: string[]};

function readClinic(folder: string, id: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'));
  } catch (error) {
    return {mistakes: [`$: cannot be read: ${error instanceof Error ? error.message : String(error)}`]};
  }
  const {data, error} = Clinic.safeParse(json);
  const mistakes = error?.issues.map(issue => `${jsonPath(issue.path)}: ${issue.message}`) ?? [];
  // Asked of the raw file, so that it is also said beside other mistakes.
  if (hasOtherId(json, id)) mistakes.push(`$.id: must be the name of the file: ${id}`);
  return data ? {clinic: data, mistakes} : {mistakes};
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

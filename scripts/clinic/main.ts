/**
 * A clinic's file, before it is anywhere: `npm run clinic -- check <file> | ask <file> "question" | new <file>`. Nothing
 * is asked of Redis, of a model or of anybody. Exit code 1 says that a file is wrong, 2 that the command was not understood.
 */
import {existsSync, mkdirSync, statSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {parseArgs} from 'node:util';
import type {Clinic} from '../../core/clinics/clinic.ts';
import {listClinics, readClinic} from '../../core/clinics/load-clinics.ts';
import {isLocale} from '../../core/clinics/locale.ts';
import {hearAlarm} from '../../core/guard/hear-alarm.ts';
import {answer} from '../../worker/agents/faq/answer.ts';
import {doubtsAbout} from './doubts.ts';
import {starterOf} from './starter.ts';

const usage = `Usage: npm run clinic -- <command>
  check <file or folder>    every mistake, and what looks like one
  ask <file> "question"     what the embedded agent answers from it; --at 2027-12-24T10:00Z: at that time
  new <file>                begins one; --locale es-MX --time-zone America/Mexico_City`;

const options = {
  at: {type: 'string'},
  locale: {type: 'string', default: 'en-US'},
  'time-zone': {type: 'string', default: Intl.DateTimeFormat().resolvedOptions().timeZone},
} as const;

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

function main(args: string[]): number {
  const {positionals, values} = parseArgs({args, options, allowPositionals: true});
  const [command, file = '', ...rest] = positionals;
  const at = values.at === undefined ? new Date() : new Date(values.at);
  if (Number.isNaN(at.getTime())) throw new Error('--at must be a time, such as 2027-12-24T10:00Z');
  if (command === 'check' && file !== '') return check(file, at);
  if (command === 'ask' && rest.length > 0) return ask(file, rest.join(' '), at);
  if (command === 'new' && file.endsWith('.json')) return begin(file, values.locale, values['time-zone']);
  console.error(usage);
  return 2;
}

function check(path: string, now: Date): number {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const files = isFolder ? listClinics(path).map(id => join(path, `${id}.json`)) : [path];
  if (files.length === 0) console.error(`${path}: there is no .json file`);
  const clinics = files.map(file => ({file, clinic: read(file)}));
  for (const {file, clinic} of clinics) {
    if (!clinic) continue;
    for (const doubt of doubtsAbout(clinic, now)) console.log(`${file} doubtful: ${doubt}`);
    const languages = [clinic.locale, ...(clinic.locales ?? [])].join(', ');
    console.log(`${file} is right: ${clinic.knowledge.length} entries, ${languages}, ${clinic.timeZone}`);
  }
  return files.length > 0 && clinics.every(({clinic}) => clinic) ? 0 : 1;
}

function ask(file: string, text: string, now: Date): number {
  const clinic = read(file);
  if (!clinic) return 1;
  const guard = hearAlarm(clinic, text)?.guard;
  const said = answer({clinic, text, history: [], guard}, now);
  if (guard) console.log(`[guard: ${guard.kind}]\n${guard.text}`);
  console.log(`[${said.from}]\n${said.text}`);
  if (said.choices.length > 0) console.log(said.choices.map(choice => `- ${choice}`).join('\n'));
  return 0;
}

function begin(file: string, locale: string, timeZone: string): number {
  if (!isLocale(locale)) throw new Error('--locale must be a language tag, such as en-US or es-MX');
  const starter = starterOf(basename(file, '.json'), locale, timeZone);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, `${JSON.stringify(starter, null, 2)}\n`, {flag: 'wx'});
  console.log(`${file} is there. Write what is TO BE WRITTEN, then: npm run clinic -- check ${file}`);
  return read(file) ? 0 : 1;
}

/** Says what is wrong with it. */
function read(file: string): Clinic | undefined {
  const reading = readClinic(dirname(file), basename(file, '.json'));
  if ('clinic' in reading) return reading.clinic;
  for (const mistake of reading.mistakes) console.error(`${file} ${mistake}`);
  return undefined;
}

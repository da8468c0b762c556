/** The tool for clinics' files, as whoever writes one runs it, and the page that tells of them. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {clinicMembers, withReference} from '../../scripts/clinic/reference.ts';
import {root} from '../../scripts/root.js';
import {type ExecutionContext, test} from '../helpers/test.ts';

const demo = join(root, 'core/clinics/demo.json');

function clinic(...args: string[]) {
  const program = ['dist/scripts/clinic/main.js', ...args];
  const {status, stdout, stderr} = spawnSync(process.execPath, program, {cwd: root, encoding: 'utf8'});
  return {status, stdout, stderr};
}

function folder(t: ExecutionContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-clinic-'));
  t.teardown(() => rmSync(dir, {recursive: true}));
  return dir;
}

test('the reference in docs/clinics.md is what the schema says: npm run format writes it', t => {
  const page = readFileSync(join(root, 'docs/clinics.md'), 'utf8');
  t.is(page, withReference(page));
});

test('every member of a clinic’s file says in a sentence what it is', t => {
  const members = clinicMembers();
  t.true(members.length > 60, String(members.length));
  t.deepEqual(
    members.filter(({is, description}) => is !== 'members' && description === '').map(({path}) => path),
    [],
  );
});

test('the clinics that come with PlainTalk are right, and nothing in them is doubtful', t => {
  const {status, stdout} = clinic('check', join(root, 'core/clinics'));
  t.is(status, 0);
  t.notRegex(stdout, /doubtful/);
  t.is(stdout.match(/is right: \d+ entries/g)?.length, 2);
});

test('a new file is right, says what is still to be written, and is written over by nobody', t => {
  const file = join(folder(t), 'maple.json');
  t.is(clinic('new', file, '--locale', 'es-MX', '--time-zone', 'America/Mexico_City').status, 0);
  const {status, stdout} = clinic('check', file);
  t.is(status, 0);
  t.regex(stdout, /\$\.contact\.phone: is still to be written/);
  t.regex(stdout, /maple\.json is right: 3 entries, es-MX, America\/Mexico_City/);
  const before = readFileSync(file, 'utf8');
  t.is(clinic('new', file).status, 2);
  t.is(readFileSync(file, 'utf8'), before);
});

test('a check says every mistake, and what nobody can have meant', t => {
  const file = join(folder(t), 'maple.json');
  const right = {...JSON.parse(readFileSync(demo, 'utf8')), id: 'maple'};
  writeFileSync(file, JSON.stringify({...right, id: 'oak', color: 'green', timeZone: 'Maple'}));
  const refused = clinic('check', file);
  t.is(refused.status, 1);
  for (const mistake of [/\$: Unrecognized key: "color"/, /\$\.timeZone: /, /\$\.id: /]) {
    t.regex(refused.stderr, mistake);
  }
  const odd = {
    quickReplies: ['Zeppelins'],
    locales: ['es', 'fr'],
    words: {de: {greeting: 'Guten Tag'}},
    hours: {...right.hours, closedOn: ['2020-12-25']},
  };
  writeFileSync(file, JSON.stringify({...right, ...odd}));
  const {status, stdout} = clinic('check', file);
  t.is(status, 0);
  for (const doubt of [/"Zeppelins" may be tapped/, /nor a word in fr/, /words\.de: is not/, /is over/]) {
    t.regex(stdout, doubt);
  }
});

test('a question is answered from the file, at the time that is given, and the guard listens', t => {
  const file = join(folder(t), 'maple.json');
  const right = {...JSON.parse(readFileSync(demo, 'utf8')), id: 'maple'};
  const special = {'2027-03-04': [['08:00', '12:00']]};
  writeFileSync(file, JSON.stringify({...right, hours: {...right.hours, special}}));
  const asked = clinic('ask', file, 'Are you open today?', '--at', '2027-03-04T16:00Z');
  t.is(asked.status, 0);
  t.regex(asked.stdout, /^\[hours:.*\]\n.*12:00 PM|noon/);
  t.regex(clinic('ask', file, '¿Dónde están?').stdout, /Willow Street/);
  t.regex(clinic('ask', file, 'I have chest pain').stdout, /^\[guard: emergency]\n.*911/);
  for (const wrong of [['ask', file], ['ask', file, 'Hello', '--at', 'soon'], ['buy', file], []]) {
    t.is(clinic(...wrong).status, 2, wrong.join(' '));
  }
});

import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Clinic} from '../../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

const shipped = loadClinics(defaultClinicsDir);

test('come in English and in Spanish, with at least 28 entries each', t => {
  t.deepEqual(
    [...shipped].map(([id, {locale}]) => [id, locale]),
    [
      ['demo', 'en-US'],
      ['demo-es', 'es-MX'],
    ],
  );
  for (const {knowledge} of shipped.values()) t.true(knowledge.length >= 28);
});

test('are read from a path as from a URL', t => {
  t.deepEqual(loadClinics(fileURLToPath(defaultClinicsDir)), shipped);
});

test('cannot be changed once they are loaded', t => {
  for (const {hours, knowledge} of shipped.values()) {
    t.throws(() => hours.monday.push(['20:00', '21:00']), {instanceOf: TypeError});
    t.throws(() => knowledge[0]?.questions.pop(), {instanceOf: TypeError});
  }
});

test('say the same opening hours in words as in their structure', t => {
  for (const {hours, knowledge} of shipped.values()) {
    const {closedOn: _, ...days} = hours;
    const answer = knowledge.find(({kind}) => kind === 'hours')?.answer ?? '';
    t.deepEqual(timesIn(answer), new Set(Object.values(days).flat(2)));
  }
});

test('tell how to reach them in the words of their contact', t => {
  for (const {contact, emergency, knowledge} of shipped.values()) {
    const answer = (kind: string) => knowledge.find(entry => entry.kind === kind)?.answer ?? '';
    t.true(answer('phone').includes(contact.phone));
    t.true(contact.person.includes(contact.phone));
    t.true(answer('emergency').includes(emergency.number));
    t.true(answer('address').includes(contact.address.split(',')[0] ?? '?'));
    t.true(answer('insurance').length > 0);
  }
});

test('give no number and no address of anybody real', t => {
  for (const clinic of shipped.values()) {
    const text = JSON.stringify(clinic);
    for (const [mail] of text.matchAll(/[\w.-]+@[\w.-]+\w/g)) t.regex(mail, /\.example$/);
    for (const [phone] of text.matchAll(/[(\d][\d() -]{6,}\d/g)) {
      t.true(phone === clinic.contact.phone || /^\d{4}-\d\d-\d\d$/.test(phone), phone);
    }
  }
});

test('are refused with every mistake of every file in one error', t => {
  const {message} = refusal(t, {
    'north.json': {...sample('north'), color: 'green', quickReplies: 'hello'},
    'south.json': '{"id": ',
    'west.json': sample('west'),
  });
  const lines = message.split('\n').slice(1);
  t.is(lines.length, 3);
  t.true(lines.includes('  north.json $: Unrecognized key: "color"'));
  t.true(lines.includes('  north.json $.quickReplies: Invalid input: expected array, received string'));
  t.regex(lines.at(-1) ?? '', /^ {2}south\.json \$: cannot be read: /);
});

const entry = {id: 'one', questions: ['One?'], answer: 'One.'};
const mistakes: Array<[title: string, change: object, line: string]> = [
  [
    'an origin with a path',
    {allowedOrigins: ['https://clinic.example', 'https://clinic.example/chat']},
    '$.allowedOrigins[1]: must be an origin as a browser says it, such as https://clinic.example: lower case, no path, no slash at its end, no default port',
  ],
  [
    'an agent that nobody knows',
    {agent: {use: ['oracle']}},
    '$.agent.use[0]: Invalid option: expected one of "faq"|"openai"|"http"',
  ],
  ['no agent at all', {agent: {use: []}}, '$.agent.use: must name at least one agent'],
  [
    'a policy that does not exist',
    {doubleText: 'drop'},
    '$.doubleText: Invalid option: expected one of "enqueue"|"merge"|"interrupt"',
  ],
  [
    'keeping messages longer than a month',
    {retentionHours: 721},
    '$.retentionHours: Too big: expected number to be <=720',
  ],
  ['an id that is not the name of its file', {id: 'other'}, '$.id: must be the name of the file: east'],
  ['an id used twice', {knowledge: [entry, entry]}, '$.knowledge[1].id: is used before: one'],
  [
    'an unknown key in an entry',
    {knowledge: [{...entry, tags: []}]},
    '$.knowledge[0]: Unrecognized key: "tags"',
  ],
  [
    'an entry nobody can ask for',
    {knowledge: [{...entry, questions: []}]},
    '$.knowledge[0].questions: must have at least one question',
  ],
  [
    'words for a host that only looks like this machine',
    {guard: {notify: {url: 'http://127.0.0.1:80@guard.example/', words: true}}},
    '$.guard.notify: must be https where words are sent',
  ],
  ['an empty answer', {knowledge: [{...entry, answer: ' '}]}, '$.knowledge[0].answer: must not be empty'],
  ['a clinic that knows nothing', {knowledge: []}, '$.knowledge: must have at least one entry'],
  [
    'a place that is no time zone',
    {timeZone: 'Mars/Olympus'},
    '$.timeZone: must be an IANA time zone, such as America/Chicago',
  ],
  [
    'an offset for a time zone',
    {timeZone: '+02:00'},
    '$.timeZone: must be an IANA time zone, such as America/Chicago',
  ],
  ['a malformed locale', {locale: 'en_US'}, '$.locale: must be a BCP 47 language tag, such as en or es-AR'],
  [
    'a time that no clock shows',
    hours([['08:00', '24:30']]),
    '$.hours.monday[0][1]: must be a time as HH:MM',
  ],
  [
    'closing before opening',
    hours([['18:00', '08:00']]),
    '$.hours.monday[0]: must open before it closes, on the same day',
  ],
  [
    'overlapping hours',
    hours([
      ['08:00', '12:00'],
      ['11:00', '15:00'],
    ]),
    '$.hours.monday: must be in order and must not overlap',
  ],
];

for (const [title, change, line] of mistakes) {
  test(`are refused for ${title}`, t => {
    const {message} = refusal(t, {'east.json': {...sample('east'), ...change}});
    t.deepEqual(message.split('\n').slice(1), [`  east.json ${line}`]);
  });
}

test('are refused for an id used twice also beside another mistake', t => {
  const knowledge = [entry, {...entry, kind: 'weather'}];
  const {message} = refusal(t, {'east.json': {...sample('east'), knowledge}});
  t.regex(message, /\$\.knowledge\[1]\.kind: Invalid option/);
  t.regex(message, /\$\.knowledge\[1]\.id: is used before: one/);
});

test('are refused where there are none', t => {
  t.regex(refusal(t, {'notes.txt': 'hello'}).message, /no \.json file/);
});

test('may say who answers, who may chat, and how long what is said is kept', t => {
  const settings = {
    locales: ['es'],
    allowedOrigins: ['https://clinic.example', 'http://localhost:8080'],
    agent: {use: ['openai', 'faq'], prompt: 'Be brief.', model: 'small', url: 'https://agent.example/ask'},
    retentionHours: 48,
    limits: {waitingTurns: 5},
    doubleText: 'merge',
    whatsapp: {noHealthData: true},
    guard: {enabled: false},
  };
  const dir = folderOf(t, {'east.json': {...sample('east'), ...settings}});
  t.like(loadClinics(dir).get('east'), settings);
});

test('may close at midnight and at noon', t => {
  const {hours: open} = hours([
    ['08:00', '12:00'],
    ['12:00', '24:00'],
  ]);
  const dir = folderOf(t, {'east.json': {...sample('east'), hours: open}});
  t.is(loadClinics(dir).get('east')?.hours.monday.length, 2);
});

/** A clinic without a mistake. */
function sample(id: string): Clinic {
  const [clinic] = shipped.values();
  if (!clinic) throw new Error('no clinic is shipped');
  return {...structuredClone(clinic), id};
}

function hours(monday: Clinic['hours']['monday']): Pick<Clinic, 'hours'> {
  return {hours: {...sample('any').hours, monday}};
}

function refusal(t: ExecutionContext, files: Record<string, unknown>): Error {
  return t.throws(() => loadClinics(folderOf(t, files))) ?? new Error('was not refused');
}

/** A folder of its own with these files: text as it is, all else as JSON. */
function folderOf(t: ExecutionContext, files: Record<string, unknown>): string {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-clinics-'));
  t.teardown(() => rmSync(dir, {recursive: true}));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return dir;
}

/** The times in a text as "HH:MM", from "8:00", "18:00" or "6:00 PM". */
function timesIn(text: string): Set<string> {
  const found = text.matchAll(/(\d{1,2}):(\d\d)( PM)?/g);
  return new Set(
    Array.from(
      found,
      ([, hour, minute, pm]) => `${String(Number(hour) + (pm ? 12 : 0)).padStart(2, '0')}:${minute}`,
    ),
  );
}

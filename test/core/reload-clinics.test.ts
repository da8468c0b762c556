import {mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ClinicBook} from '../../core/clinics/clinic-book.ts';
import {type TestLog, testLog} from '../helpers/log.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const demo = JSON.parse(readFileSync(new URL('../../core/clinics/demo.json', import.meta.url), 'utf8'));

test('a change of a clinic is live without a restart, and what was handed out stays as it was', async t => {
  const {book, write} = testBook(t, {north: {name: 'North'}});
  const before = book.get('north');
  write('north', {name: 'North Renamed'});
  await until(() => book.get('north')?.name === 'North Renamed');
  t.is(before?.name, 'North');
});

test('a clinic comes with its file and goes with it', async t => {
  const {book, log, write, remove} = testBook(t, {north: {}});
  write('south', {});
  await until(() => book.has('south'));
  t.deepEqual(
    [...book.values()].map(({id}) => id),
    ['north', 'south'],
  );
  remove('north');
  await until(() => !book.has('north'));
  t.is(book.get('north'), undefined);
  await log.seen('clinic.removed', {clinic: 'north'});
});

test('a wrong file is refused with every mistake in the log, and the last right one stays', async t => {
  const {book, log, write} = testBook(t, {north: {name: 'North'}});
  write('north', {id: 'east', name: 'Secret Name', color: 'green', retentionHours: 0});
  const line = await log.seen('clinic.refused', {clinic: 'north'});
  t.is(line['count'], 3);
  const reason = String(line['reason']);
  t.regex(reason, /\$: Unrecognized key: "color"/);
  t.regex(reason, /\$\.retentionHours: /);
  t.regex(reason, /\$\.id: must be the name of the file: north/);
  t.false(JSON.stringify(log.lines).includes('Secret Name'));
  t.is(book.get('north')?.name, 'North');
  write('north', {name: 'North Again'});
  await until(() => book.get('north')?.name === 'North Again');
});

test('a file that is no JSON is refused without being quoted', async t => {
  const {book, log, dir} = testBook(t, {north: {}});
  writeFileSync(join(dir, 'north.json'), '{"id": "north", secret');
  const {reason} = await log.seen('clinic.refused', {clinic: 'north'});
  t.is(reason, '$: cannot be read: it is not valid JSON');
  t.true(book.has('north'));
});

test('a new clinic that is wrong is not there', async t => {
  const {book, log, write} = testBook(t, {north: {}});
  write('south', {knowledge: []});
  await log.seen('clinic.refused', {clinic: 'south'});
  t.false(book.has('south'));
});

test('a file that is replaced by another is read where nobody tells of changes', async t => {
  const {book, write, dir} = testBook(t, {north: {}}, {watched: false});
  write('.next', {id: 'north', name: 'Replaced'});
  renameSync(join(dir, '.next.json'), join(dir, 'north.json'));
  await until(() => book.get('north')?.name === 'Replaced');
  t.false(book.has('.next'));
});

test('a folder that was emptied closes no clinic', async t => {
  const {book, remove, write} = testBook(t, {north: {}, south: {}});
  remove('north');
  remove('south');
  write('east', {});
  await until(() => book.has('east'));
  t.false(book.has('north'));
});

test('a book does not open on a wrong file', t => {
  const dir = folder(t);
  writeFileSync(join(dir, 'north.json'), '{}');
  t.throws(() => new ClinicBook({dir, log: testLog()}).start(), {message: /north\.json \$\.id/});
});

type TestBook = {
  book: ClinicBook;
  log: TestLog;
  dir: string;
  write(id: string, change: object): void;
  remove(id: string): void;
};

/** A book of these clinics in a folder of its own; closed when the test ends. */
function testBook(
  t: ExecutionContext,
  clinics: Record<string, object>,
  {watched = true}: {watched?: boolean} = {},
): TestBook {
  const dir = folder(t);
  const log = testLog();
  const write = (id: string, change: object) =>
    writeFileSync(join(dir, `${id}.json`), JSON.stringify({...demo, id, ...change}));
  for (const [id, change] of Object.entries(clinics)) write(id, change);
  const book = new ClinicBook({dir, log, lookMs: watched ? 60_000 : 20}).start();
  t.teardown(() => book.stop());
  return {book, log, dir, write, remove: id => rmSync(join(dir, `${id}.json`))};
}

function folder(t: ExecutionContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-book-'));
  t.teardown(() => rmSync(dir, {recursive: true}));
  return dir;
}

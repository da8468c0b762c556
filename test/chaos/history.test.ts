import {appendFileSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {answerOf, HistoryWriter, type Line, nowMs, readHistory} from '../../scripts/lab/chaos/history.ts';
import {createRandom} from '../../scripts/lab/chaos/random.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {correctHistory} from './correct-history.ts';

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'plaintalk-history-'));
  t.teardown(() => rmSync(path, {recursive: true, force: true}));
  return path;
}

test('reads back what was written, file after file', t => {
  const paths = ['a.jsonl', 'b.jsonl'].map(name => join(folder(t), name));
  const written = correctHistory(1).map(({atMs, ...line}) => line);
  for (const [i, path] of paths.entries()) {
    const writer = new HistoryWriter(path);
    for (const line of written.slice(i * 100, (i + 1) * 100)) writer.write(line);
    writer.close();
  }
  const read = [...readHistory(...paths)];
  t.deepEqual(
    read.map(({atMs, ...line}) => line),
    written.slice(0, 200),
  );
  t.true(read.every(({atMs}, i) => i === 0 || atMs >= (read[i - 1]?.atMs ?? 0)));
});

test('reads lines that are longer than a chunk, in any script', t => {
  const path = join(folder(t), 'long.jsonl');
  const writer = new HistoryWriter(path);
  const names = ['ñ'.repeat(700_000), '日本'.repeat(400_000)];
  for (const name of names) writer.write({kind: 'count', name, value: 1});
  writer.close();
  t.deepEqual(
    [...readHistory(path)].map(line => line.kind === 'count' && line.name),
    names,
  );
});

test('a flushed line is in the file before the writer is closed', t => {
  const path = join(folder(t), 'flushed.jsonl');
  const writer = new HistoryWriter(path);
  t.teardown(() => writer.close());
  writer.write({kind: 'count', name: 'kept', value: 1});
  t.is([...readHistory(path)].length, 0);
  writer.flush();
  t.is([...readHistory(path)].length, 1);
});

test('a line torn by a kill is left out, a wrong one is not', t => {
  const path = join(folder(t), 'torn.jsonl');
  const writer = new HistoryWriter(path);
  writer.write({kind: 'count', name: 'whole', value: 1});
  writer.close();
  appendFileSync(path, '{"atMs":1,"kind":"count","na');
  t.deepEqual(
    [...readHistory(path)].map(({kind}) => kind),
    ['count'],
  );
  appendFileSync(path, '\n');
  t.throws(() => [...readHistory(path)], {instanceOf: SyntaxError});
});

test('a line of no known shape is refused', t => {
  const path = join(folder(t), 'odd.jsonl');
  appendFileSync(path, '{"atMs":1,"kind":"send","op":"ok","call":"c1"}\n');
  t.throws(() => [...readHistory(path)], {name: 'ZodError'});
});

test('the time of a line does not depend on the process that wrote it', t => {
  const uptimeMs = nowMs() - performance.now();
  t.true(uptimeMs > 0, 'the clock began before this process');
});

test('takes what the checker needs from the body of a poll', t => {
  const at = '2026-11-22T10:00:00.000Z';
  const queue = {position: 0, eta_ms: 0};
  const body = {message_id: 'm1', session_id: 's1', cursor: '2-0', text: null, retry_after_ms: 0, queue};
  const times = {created_at: at, started_at: null, finished_at: at};
  const error = {code: 'internal', message: 'Something went wrong'};
  const events = [
    {id: '1-0', at, type: 'queued'} as const,
    {id: '2-0', at, type: 'error', ...error} as const,
  ];
  t.deepEqual(answerOf({...body, ...times, status: 'failed', error, events}), {
    message: 'm1',
    session: 's1',
    state: 'failed',
    events: [
      {id: '1-0', type: 'queued'},
      {id: '2-0', type: 'error', code: 'internal', text: 'Something went wrong'},
    ],
    cursor: '2-0',
    text: null,
  });
});

test('the same seed gives the same history', t => {
  t.deepEqual(correctHistory(7), correctHistory(7));
  t.notDeepEqual(correctHistory(7), correctHistory(8));
});

test('random numbers are those of mulberry32, and lie where they should', t => {
  const random = createRandom(42);
  const numbers: Line['atMs'][] = Array.from({length: 3}, () => random.next());
  t.deepEqual(numbers, [0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
  const throws = Array.from({length: 1000}, () => random.int(6));
  t.deepEqual([...new Set(throws)].sort(), [0, 1, 2, 3, 4, 5]);
  t.true(random.chance(1));
  t.false(random.chance(0));
  t.is(random.pick(['only']), 'only');
  t.throws(() => random.pick([]), {instanceOf: RangeError});
});

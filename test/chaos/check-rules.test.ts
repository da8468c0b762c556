import {check} from '../../scripts/lab/chaos/check.ts';
import type {Answer, Event, Line} from '../../scripts/lab/chaos/history.ts';
import type {Invariant} from '../../scripts/lab/chaos/violation.ts';
import {test} from '../helpers/test.ts';
import {
  answerTo,
  atRest,
  begin,
  end,
  event,
  fail,
  final,
  first,
  history,
  invoke,
  ok,
  piece,
  poll,
  queued,
  reads,
  runs,
  second,
  stream,
  unknown,
} from './small-history.ts';

const failed = event(1002, 'error', {code: 'internal', text: 'Something went wrong'});
const failure = [queued, failed];
const read: Line = {
  kind: 'poll',
  atMs: 5,
  client: 'reader',
  message: 'm2',
  status: 200,
  answer: answerTo('m2', failure),
};
const gone: Line = {kind: 'final', atMs: 8, message: 'm2'};
const another = [invoke('c2', 'k2', 'two', 3), ok('c2', 'm2', 4)];
const resend = invoke('c2', 'k1', 'one');
const conflicting = invoke('c3', 'k1', 'two');

const right: Array<[title: string, history: Line[]]> = [
  ['a message known to the end', history([])],
  [
    'a message of unknown outcome that ran',
    history([invoke('c2', 'k2', 'two'), begin(1, 'm2'), final('m2', [queued, first, failed])]),
  ],
  [
    'a message of unknown outcome that never was',
    history([invoke('c2', 'k2', 'two'), {kind: 'send', atMs: 2, op: 'info', call: 'c2'}]),
  ],
  [
    'an end alone, after the stream has expired',
    history([], {reads: [...reads.slice(0, 1), final('m1', stream, {events: [end]})]}),
  ],
  [
    'a turn that begins in the millisecond in which the one before ended',
    history([...another, final('m2', [event(1007, 'queued'), {...failed, id: '1007-1'}])]),
  ],
  ['a refusal while another body has the key', history([conflicting, fail('c3', 422)])],
  [
    'a poll without an answer after the end',
    history([{kind: 'poll', atMs: 5, client: 'reader', message: 'm1', status: 0}]),
  ],
  ['a late answer of another reader', history([poll('slow', stream.slice(0, 3))])],
  [
    'messages in any order when one was sent as the other was answered',
    history([invoke('c2', 'k2', 'two', 2), ok('c2', 'm2', 3), final('m2', failure)]),
  ],
  ['a message that was never there', history([gone])],
  [
    'memory that grew by a twentieth',
    history([], {rest: [atRest({startMemoryBytes: 1000, usedMemoryBytes: 1050})]}),
  ],
  ['memory with nothing to compare it to', history([], {rest: [atRest({usedMemoryBytes: 1050})]})],
];

const wrong: Array<[invariant: Invariant, title: string, history: Line[]]> = [
  ['I1', 'an accepted message that nobody knows at the end', history(another)],
  [
    'I1',
    'a message that stays open, though nobody was told of it',
    history([invoke('c2', 'k2', 'two'), final('m2', [queued])]),
  ],
  ['I1', 'a poll that was told an accepted message is unknown', history([unknown('other')])],
  ['I2', 'a failed message that nobody sent', history([final('m2', failure)])],
  ['I2', 'a run of what nobody sent', history([begin(1, 'm2')])],
  [
    'I2',
    'two messages for one unknown outcome',
    history([invoke('c2', 'k2', 'two'), final('m2', failure), final('m3', failure)]),
  ],
  [
    'I2',
    'a failed message whose send was refused',
    history([invoke('c2', 'k2', 'two'), fail('c2', 503), final('m2', failure)]),
  ],
  [
    'I2',
    'a failed message beside the one that came of an unknown outcome',
    history([resend, final('m2', failure)]),
  ],
  ['I3', 'a send accepted into another session', history([resend, ok('c2', 'm1', 2, 's2')])],
  ['I3', 'a run in another session', history([], {runs: [begin(1), begin(2, 'm1', 's2')]})],
  ['I3', 'an answer about another message', history([poll('other', stream, '0', {message: 'm2'})])],
  ['I3', 'an answer of another session', history([poll('other', stream, '0', {session: 's2'})])],
  [
    'I4',
    'a turn that begins before the one accepted earlier ended',
    history([
      ...another,
      final('m2', [queued, event(1006, 'processing', {attempt: 1}), event(1008, 'error')]),
    ]),
  ],
  ['I5', 'two bodies accepted under one key', history([conflicting, ok('c3', 'm1')])],
  ['I5', 'one message for two keys', history([invoke('c2', 'k2', 'one'), ok('c2', 'm1')])],
  ['I5', 'a body in conflict with nothing', history([invoke('c2', 'k2', 'two'), fail('c2', 422)])],
  [
    'I5',
    'a body both accepted and in conflict',
    history([resend, fail('c2', 422), conflicting, fail('c3', 422)]),
  ],
  [
    'I6',
    'an event that is not the same to two readers',
    history([poll('other', stream.with(2, {...piece, attempt: 7}))]),
  ],
  ['I6', 'events out of order', history([poll('other', [first, queued, piece])])],
  [
    'I6',
    'a cursor that is not the last event',
    history([poll('other', stream.slice(0, 3), '0', {cursor: '1002-5'})]),
  ],
  ['I6', 'an end alone, while there is more to read', history([poll('other', stream, '0', {events: [end]})])],
  ['I6', 'an event that is lost in the end', history([final('m1', stream.toSpliced(3, 1))])],
  ['I7', 'an end without its event', history([poll('other', stream.slice(0, 3), '0', {state: 'failed'})])],
  ['I7', 'an end that goes unsaid', history([poll('other', stream, '0', {state: 'processing'})])],
  [
    'I7',
    'an end that its event contradicts',
    history([poll('other', stream, '0', {state: 'cancelled'})], {reads: [final('m1', stream)]}),
  ],
  ['I7', 'a message that is open again', history([poll('reader', stream.slice(0, 3))])],
  ['I7', 'a message that is gone after its end was read', history([invoke('c2', 'k2', 'two'), read, gone])],
  [
    'I8',
    'a text so far that is not its pieces joined',
    history([poll('other', stream.slice(0, 3), '0', {text: 'echo'})]),
  ],
  [
    'I8',
    'an event after the end',
    ofStream([...stream, event(1009, 'reset')], {state: 'done', text: 'echo s1 one'}),
  ],
  ['I8', 'a second beginning', ofStream([queued, {...queued, id: '1000-1'}, ...stream.slice(1)])],
  ['I8', 'one attempt announced twice', ofStream(stream.with(4, {...second, attempt: 1}))],
  [
    'I8',
    'an attempt that goes on with the words of another',
    ofStream([queued, first, piece, second, {...failed, id: '1005-0'}]),
  ],
  ['I8', 'words before an attempt', ofStream(stream.toSpliced(1, 1))],
  ['I8', 'words between attempts', ofStream(stream.toSpliced(4, 1))],
  ['I8', 'a reply that is not its pieces joined', ofStream(stream.toSpliced(6, 1))],
  ['I8', 'an attempt that ran twice', history([], {runs: [...runs, begin(2)]})],
  ['I8', 'an attempt that ran without a claim', history([], {runs: [...runs, begin(3)]})],
  ['I10', 'a run that did not record its rest', history([], {rest: []})],
  ...(['stream', 'pending', 'open', 'delayed', 'turnsKeys'] as const).map(
    (place): [Invariant, string, Line[]] => [
      'I10',
      `what is left over in ${place}`,
      history([], {rest: [atRest({[place]: 1})]}),
    ],
  ),
  ['I10', 'a key that would stay for good', history([], {rest: [atRest({keysWithoutTtl: ['message:m1']})]})],
  [
    'I10',
    'memory that has grown',
    history([], {rest: [atRest({startMemoryBytes: 1000, usedMemoryBytes: 1051})]}),
  ],
  [
    'I11',
    'a loop that stands still',
    history([], {rest: [atRest({loops: [{process: 'web.1', turnedAgoMs: 15_001}]})]}),
  ],
  ['I11', 'processes that nobody asked', history([], {rest: [atRest({loops: []})]})],
];

function ofStream(events: Event[], change: Partial<Answer> = {}): Line[] {
  return history([], {runs: [], reads: [final('m1', events, change)]});
}

for (const [title, lines] of right) {
  test(`accepts ${title}`, t => t.deepEqual(check(lines), []));
}

for (const [invariant, title, lines] of wrong) {
  test(`flags ${title} as ${invariant}`, t => {
    const found = check(lines);
    t.deepEqual(
      [...new Set(found.map(violation => violation.invariant))],
      [invariant],
      JSON.stringify(found),
    );
  });
}

test('takes deadline and lasting keys as they are given', t => {
  const lines = history([], {rest: [atRest({keysWithoutTtl: ['mine']})]});
  t.deepEqual(check(lines, {deadlineMs: 7, lastingKeys: ['mine']}), []);
  t.deepEqual(
    check(lines, {deadlineMs: 6, lastingKeys: ['mine']}).map(violation => violation.invariant),
    ['I1'],
  );
});

test('refuses a history with an outcome of a call that nobody made', t => {
  t.throws(() => check([ok('c9', 'm9')]), {message: /c9/});
});

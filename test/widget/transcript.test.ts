import fc from 'fast-check';
import type {MessageEvent, PollAnswer} from '../../core/wire/message.ts';
import {emptyTranscript, merge, reduce, type Transcript} from '../../widget/transcript.ts';
import type {Turn} from '../../widget/turn.ts';
import {test} from '../helpers/test.ts';

const at = '2026-11-22T12:00:00.000Z';
const accepted = {
  session_id: 'session',
  message_id: 'message',
  status: 'queued',
  poll_url: '/apps/voice-api/widget-poll/message',
  stream_url: '/apps/voice-api/widget-stream/message',
  log_url: '/apps/voice-api/widget-log/message',
  retry_after_ms: 400,
} as const;

type Body = MessageEvent extends infer Event
  ? Event extends MessageEvent
    ? Omit<Event, 'id' | 'at'>
    : never
  : never;

/** Events with ids that rise, some within one millisecond. */
function stream(bodies: Body[]): MessageEvent[] {
  return bodies.map(
    (body, i) => ({id: `${1_732_300_000_000 + Math.floor(i / 3)}-${i % 3}`, at, ...body}) as MessageEvent,
  );
}

function answer(events: MessageEvent[], status: PollAnswer['status'] = 'processing'): PollAnswer {
  const times = {created_at: at, started_at: at, finished_at: null};
  const last = events.at(-1);
  const text = last?.type === 'message' ? last.text : null;
  const error = last?.type === 'error' ? {code: last.code, message: last.message} : null;
  return {
    ...accepted,
    ...times,
    status,
    events,
    text,
    error,
    queue: {position: 0, eta_ms: 0},
    cursor: last?.id ?? '0',
    retry_after_ms: 0,
  };
}

/** A conversation whose one message was accepted. */
function waiting(): Transcript {
  const said = reduce(emptyTranscript, {type: 'said', id: 'one', text: 'Hello', at: 1});
  return reduce(said, {type: 'accepted', id: 'one', answer: accepted});
}

function hear(transcript: Transcript, events: MessageEvent[], status?: PollAnswer['status']): Transcript {
  return reduce(transcript, {type: 'answered', id: 'one', answer: answer(events, status)});
}

function only(transcript: Transcript): Turn {
  const [turn, ...others] = transcript.turns;
  if (!turn || others.length > 0) throw new Error('not one turn');
  return turn;
}

const reply = stream([
  {type: 'queued'},
  {type: 'processing', attempt: 1},
  {type: 'delta', text: 'We are '},
  {type: 'reset'},
  {type: 'delta', text: 'We '},
  {type: 'delta', text: 'open at 8.'},
  {type: 'message', text: 'We open at 8.'},
]);

test('grows the reply by its deltas', t => {
  t.is(only(hear(waiting(), reply.slice(0, 3))).reply, 'We are ');
  t.is(only(hear(waiting(), reply.slice(0, 3))).state, 'open');
});

test('clears the reply at a reset', t => {
  t.is(only(hear(waiting(), reply.slice(0, 4))).reply, '');
  t.is(only(hear(waiting(), reply.slice(0, 6))).reply, 'We open at 8.');
});

test('settles the reply with the terminal event', t => {
  const done = only(hear(waiting(), reply, 'done'));
  t.like(done, {state: 'done', reply: 'We open at 8.', cursor: reply.at(-1)?.id});
});

test('keeps what the safety guard said, beside the reply', t => {
  const text = 'Call 911 now.';
  const guarded = stream([{type: 'queued'}, {type: 'guard', kind: 'emergency', text, phone: '911'}]);
  const heard = hear(waiting(), guarded);
  t.like(only(heard), {state: 'open', reply: ''});
  t.like(only(heard).alarm, {text, phone: '911', kind: 'emergency'});
  t.like(only(hear(heard, [...guarded, ...reply], 'done')), {
    state: 'done',
    reply: 'We open at 8.',
  });
});

test('keeps the words of a reply that fails, with the code', t => {
  const failing = stream([
    {type: 'delta', text: 'We '},
    {type: 'error', code: 'agent_timeout', message: ''},
  ]);
  t.like(only(hear(waiting(), failing, 'failed')), {state: 'failed', reply: 'We ', code: 'agent_timeout'});
});

test('settles by the status when the terminal event lies behind the cursor', t => {
  const whole = {...answer([], 'done'), text: 'We open at 8.'};
  const heard = hear(waiting(), reply.slice(0, 6));
  t.like(only(reduce(heard, {type: 'answered', id: 'one', answer: whole})), {
    state: 'done',
    reply: 'We open at 8.',
  });
});

test('leaves a settled reply alone', t => {
  const done = hear(waiting(), reply, 'done');
  t.deepEqual(hear(done, stream([...Array(9).fill({type: 'reset'}), {type: 'delta', text: 'late'}])), done);
  t.deepEqual(reduce(done, {type: 'failed', id: 'one', code: 'message_not_found'}), done);
});

test('keeps the first form of a request however often it is tried', t => {
  const said = reduce(emptyTranscript, {type: 'said', id: 'one', text: 'Hello', at: 1});
  const first = reduce(said, {type: 'trying', id: 'one', request: {text: 'Hello'}, code: '', retryAt: 0});
  const again = reduce(first, {
    type: 'trying',
    id: 'one',
    request: {text: 'Hello', session_id: 's'},
    code: 'network',
    retryAt: 7,
  });
  t.like(only(again), {request: {text: 'Hello'}, code: 'network', state: 'unsent', retryAt: 7});
  t.like(only(reduce(again, {type: 'failed', id: 'one', code: 'network'})), {
    state: 'refused',
    request: {text: 'Hello'},
  });
});

test('says what the guard says with the acceptance, before any event', t => {
  const guard = {kind: 'emergency', text: 'Call 911 now.', phone: '911'} as const;
  const said = reduce(emptyTranscript, {type: 'said', id: 'one', text: 'Hello', at: 1});
  const heard = reduce(said, {type: 'accepted', id: 'one', answer: {...accepted, guard}});
  t.deepEqual(only(heard).alarm, guard);
  const refused = reduce(said, {type: 'failed', id: 'one', code: 'consent_required', guard});
  t.like(only(refused), {state: 'refused', alarm: guard});
});

test('keeps the words of an attempt that was given up until the next one has some', t => {
  t.like(only(hear(waiting(), reply.slice(0, 4))), {reply: '', stale: 'We are '});
  t.like(only(hear(waiting(), reply.slice(0, 5))), {reply: 'We ', stale: ''});
});

test('takes who speaks, in which language, and what may be said next', t => {
  const spoken = stream([
    {type: 'message', text: 'Hola', by: 'person', name: 'Dana', locale: 'es', choices: ['Sí', 'No']},
  ]);
  const {by, name, locale, choices, repliedAt} = only(hear(waiting(), spoken, 'done'));
  t.deepEqual({by, name, locale, choices}, {by: 'person', name: 'Dana', locale: 'es', choices: ['Sí', 'No']});
  t.is(repliedAt, Date.parse(at));
});

test('takes back what was not accepted, and nothing else', t => {
  const said = reduce(waiting(), {type: 'said', id: 'two', text: 'Hello?', at: 1});
  t.deepEqual(reduce(said, {type: 'withdrawn', id: 'two'}), waiting());
  t.deepEqual(reduce(said, {type: 'withdrawn', id: 'one'}).turns, said.turns);
});

test('begins to read anew where the session is another', t => {
  const here = {...waiting(), sessionId: 'session', cursor: '9-9'};
  t.is(reduce(here, {type: 'session', sessionId: 'session', token: 'new'}).cursor, '9-9');
  t.is(reduce(here, {type: 'session', sessionId: 'other', token: 'new'}).cursor, '');
});

const bodies: fc.Arbitrary<Body[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({type: fc.constant('delta' as const), text: fc.string({minLength: 1})}),
        },
        fc.constant({type: 'reset' as const}),
        fc.constant({type: 'processing' as const, attempt: 1}),
      ),
      {maxLength: 30},
    ),
    fc.oneof(
      fc.record({type: fc.constant('message' as const), text: fc.string()}),
      fc.constant({type: 'error' as const, code: 'agent_timeout', message: ''}),
      fc.constant({type: 'cancelled' as const}),
    ),
  )
  .map(([middle, end]) => [{type: 'queued' as const}, ...middle, end]);

/** Where a poll begins and how far it gets: each begins at or before the end of the one before. */
const cuts = fc.array(fc.tuple(fc.nat(10), fc.integer({min: 1, max: 10})), {maxLength: 20});

test('repeated and overlapping pieces of a stream give the same transcript', t => {
  fc.assert(
    fc.property(bodies, cuts, (given, pieces) => {
      const events = stream(given);
      let transcript = waiting();
      let heard = 0;
      for (const [back, ahead] of pieces) {
        const from = Math.max(0, heard - back);
        heard = Math.max(heard, Math.min(events.length, from + ahead));
        transcript = hear(transcript, events.slice(from, from + ahead));
      }
      const pieced = hear(transcript, events);
      t.deepEqual(pieced, hear(waiting(), events));
      t.deepEqual(hear(pieced, events), pieced);
    }),
  );
});

test('the words at any moment are the deltas since the last reset', t => {
  fc.assert(
    fc.property(bodies, fc.nat(31), (given, length) => {
      const events = stream(given).slice(0, Math.min(length, given.length - 1));
      const begin = events.findLastIndex(event => event.type === 'reset') + 1;
      const words = events.slice(begin).map(event => (event.type === 'delta' ? event.text : ''));
      t.is(only(hear(waiting(), events)).reply, words.join(''));
    }),
  );
});

test('two tabs agree on how far each turn has come', t => {
  fc.assert(
    fc.property(bodies, fc.nat(31), fc.nat(31), (given, a, b) => {
      const events = stream(given);
      const ours = hear(waiting(), events.slice(0, a));
      const theirs = hear(waiting(), events.slice(0, b));
      const furthest = a > b ? ours : theirs;
      t.deepEqual(merge(ours, theirs), furthest);
      t.deepEqual(merge(theirs, ours), furthest);
      t.deepEqual(merge(ours, ours), ours);
    }),
  );
});

test('merging keeps the turns of both tabs', t => {
  const ours = reduce(waiting(), {type: 'said', id: 'ours', text: 'a', at: 1});
  const theirs = reduce(waiting(), {type: 'said', id: 'theirs', text: 'b', at: 1});
  t.deepEqual(
    merge(ours, theirs).turns.map(turn => turn.id),
    ['one', 'ours', 'theirs'],
  );
});

test('a tab hears from another that a message was tried, so that it knows it again in the history', t => {
  const said = reduce(emptyTranscript, {type: 'said', id: 'one', text: 'Hello', at: 1});
  const trying = reduce(said, {type: 'trying', id: 'one', request: {text: 'Hello'}, code: '', retryAt: 0});
  t.deepEqual(merge(said, trying), trying);
  t.deepEqual(merge(trying, said), trying);
});

test('a message that the history told first, and this tab sent, is one turn', t => {
  const told = {...waiting().turns[0], id: 'message', text: 'Hello'} as Turn;
  const said = reduce(emptyTranscript, {type: 'said', id: 'one', text: 'Hello', at: 1});
  const both = {...said, turns: [...said.turns, told]};
  const answer = {...accepted};
  t.deepEqual(
    reduce(both, {type: 'accepted', id: 'one', answer}).turns.map(({id}) => id),
    ['one'],
  );
  t.deepEqual(
    merge({...emptyTranscript, turns: [told]}, waiting()).turns.map(({id}) => id),
    ['one'],
  );
});

test('the words of the guard stay out of a reply that is told with them', t => {
  const guard = {kind: 'emergency', text: 'Call 911 now.', phone: '911'} as const;
  const alarmed = hear(waiting(), stream([{type: 'guard', ...guard}]));
  const told = {...answer([], 'done'), text: 'Call 911 now.\n\nWe open at 8.'};
  t.like(only(reduce(alarmed, {type: 'answered', id: 'one', answer: told})), {reply: 'We open at 8.'});
});

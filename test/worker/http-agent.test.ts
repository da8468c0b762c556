import {createHmac} from 'node:crypto';
import {ChatError} from '../../core/errors.ts';
import {createHttpAgent} from '../../worker/agents/http/http.ts';
import {Upstream, type UpstreamOptions} from '../../worker/agents/upstream/upstream.ts';
import {clinic, hear} from '../helpers/agent.ts';
import {
  answers,
  type Behaviour,
  bytewise,
  cuts,
  fakeUpstream,
  hangs,
  streams,
} from '../helpers/fake-upstream.ts';
import {testLog} from '../helpers/log.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const json = {'content-type': 'application/json; charset=utf-8'};

async function testBackEnd(t: ExecutionContext, behave: Behaviour, options: UpstreamOptions = {}) {
  const upstream = new Upstream(testLog(), {failures: 1000, ...options});
  t.teardown(() => upstream.close());
  const fake = await fakeUpstream(t, behave);
  const {url} = fake;
  const agent = createHttpAgent({upstream, url: `${url}/chat?v=1`, secret: 'hush', maxChars: 4000});
  return {agent, fake, upstream};
}

async function heard(t: ExecutionContext, behave: Behaviour, options?: UpstreamOptions) {
  const {agent, fake} = await testBackEnd(t, behave, options);
  const {text, facts, error} = await hear(agent);
  await until(() => fake.open() === 0);
  return [text, error instanceof ChatError ? error.code : error, facts.handoff?.reason];
}

const events = (...lines: string[]) => streams([lines.map(line => `${line}\n\n`).join('')]);

test('tells what the visitor may say next, and in which language it answers', async t => {
  const said = {message: 'Hola', choices: ['Sí', 'No'], locale: 'es'};
  const {agent} = await testBackEnd(t, answers(200, json, JSON.stringify(said)));
  t.like((await hear(agent)).facts, {choices: ['Sí', 'No'], locale: 'es'});
  const {agent: streaming} = await testBackEnd(t, events('data: Hola', 'event: choices\ndata: ["Sí"]'));
  t.deepEqual((await hear(streaming)).facts.choices, ['Sí']);
});

test('sends the question with all that is known of it, signed', async t => {
  const {agent, fake} = await testBackEnd(t, answers(200, json, '{"message":"Yes."}'));
  const history = [{role: 'user' as const, text: 'Hello'}];
  await hear(agent, {
    text: 'Open?',
    message: 'm7',
    session: 's7',
    attempt: 2,
    history,
    metadata: {page: '/a'},
  });
  const [asked] = fake.asked;
  t.is(asked?.path, '/chat?v=1');
  t.deepEqual(JSON.parse(asked?.raw ?? ''), {
    text: 'Open?',
    message_id: 'm7',
    session_id: 's7',
    channel: 'widget',
    clinic_id: 'demo',
    attempt: 2,
    history,
    metadata: {page: '/a'},
  });
  const [, time, signature] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(asked?.headers['x-plaintalk-signature'])) ?? [];
  t.true(Math.abs(Number(time) - Date.now() / 1000) < 60);
  t.is(signature, createHmac('sha256', 'hush').update(`${time}.${asked?.raw}`).digest('hex'));
});

test('without a secret nothing is signed, and a clinic may have a back end of its own', async t => {
  const {fake, upstream} = await testBackEnd(t, answers(200, json, '{"message":"Yes."}'));
  const agent = createHttpAgent({upstream, maxChars: 4000});
  const {text} = await hear(agent, {clinic: clinic({agent: {url: `${fake.url}/own`}})});
  t.is(text, 'Yes.');
  t.is(fake.asked[0]?.path, '/own');
  t.is(fake.asked[0]?.headers['x-plaintalk-signature'], undefined);
  t.true((await hear(agent)).error instanceof ChatError);
});

test('answers with JSON, and may hand over to a person', async t => {
  t.deepEqual(await heard(t, answers(200, json, '{"message":"Sí 🙂"}')), ['Sí 🙂', undefined, undefined]);
  t.deepEqual(await heard(t, answers(201, json, '{"message":"a","handoff":true}')), [
    'a',
    undefined,
    'asked',
  ]);
  t.deepEqual(await heard(t, answers(200, json, '{"message":"a","handoff":{"reason":"upset"}}')), [
    'a',
    undefined,
    'upset',
  ]);
});

test('answers with plain text as it comes, split in the middle of a character', async t => {
  const behave = streams(bytewise('Sí, 🙂 yes.'), {type: 'text/plain'});
  t.deepEqual(await heard(t, behave), ['Sí, 🙂 yes.', undefined, undefined]);
});

test('answers with events: text, JSON with text, a hand-over, and an end by [DONE] or by closing', async t => {
  t.deepEqual(await heard(t, events('data: We open', 'data:  at eight', 'data: [DONE]', 'data: never')), [
    'We open at eight',
    undefined,
    undefined,
  ]);
  const mixed = events(
    'data: {"text":"a\\nb"}',
    'event: handoff\ndata: angry',
    'data: {c',
    'event: ping\ndata: x',
  );
  t.deepEqual(await heard(t, mixed), ['a\nb{c', undefined, 'angry']);
  t.deepEqual(await heard(t, events('event: handoff\ndata: {"reason":"r"}', 'data: a')), [
    'a',
    undefined,
    'r',
  ]);
});

test('what looks like JSON in an event is read, and never shown', async t => {
  const all = events(
    'event: delta\ndata: {"text":"We "}',
    'data: {"delta":"open "}',
    'data: {"message":"at "}',
    'data: "eight"',
    'data: {}',
    'data: {"id":7}',
    'data: {"text":".","choices":["Yes"],"handoff":true}',
    'event: progress\ndata: {"percent":50}',
  );
  t.deepEqual(await heard(t, all), ['We open at eight.', undefined, 'asked']);
  for (const data of ['{"text":"Take the', '{"text":7}', '[{"text":"a"}]', '["a"]']) {
    t.deepEqual(await heard(t, events(`data: ${data}`)), ['', 'agent_unavailable', undefined], data);
  }
  for (const words of ['{c', '[1] See', '"Yes" or', '{', '8', 'true', '[see below] yes', '"open quote']) {
    t.deepEqual(await heard(t, events(`data: ${words}`)), [words, undefined, undefined]);
  }
});

test('null is the same as nothing, in JSON and in events', async t => {
  const nothing = {choices: null, handoff: null, error: null};
  const behaviours = [
    answers(200, json, JSON.stringify({message: 'Yes.', ...nothing})),
    answers(200, json, '{"message":"Yes.","handoff":false,"error":false}'),
    answers(200, json, '{"message":"Yes.","handoff":"","error":""}'),
    events(`data: ${JSON.stringify({text: 'Yes.', message: null, delta: null, ...nothing})}`),
    events(`data: ${JSON.stringify({text: null, delta: 'Yes.'})}`),
    events(
      'data: Yes.',
      'data: null',
      'event: choices\ndata: null',
      'event: choices\ndata: {"choices":null}',
      'event: handoff\ndata: null',
      'event: handoff\ndata: false',
    ),
  ];
  for (const [i, behave] of behaviours.entries()) {
    const {agent} = await testBackEnd(t, behave);
    const {text, facts, error} = await hear(agent);
    t.deepEqual(
      [text, facts.choices, facts.handoff, error],
      ['Yes.', undefined, undefined, undefined],
      `${i}`,
    );
  }
  const {agent} = await testBackEnd(t, answers(200, json, '{"message":"Yes.","choices":["A",null]}'));
  t.deepEqual((await hear(agent)).facts.choices, ['A']);
  const refusal = {final: null, message: null};
  t.deepEqual(await heard(t, events(`event: error\ndata: ${JSON.stringify(refusal)}`)), [
    '',
    'agent_unavailable',
    undefined,
  ]);
  t.deepEqual((await heard(t, events('event: error\ndata: null')))[1], 'agent_unavailable');
});

test('a hand-over is asked for in the same ways in JSON and in events, and a long reason is cut', async t => {
  const long = 'They want a person. '.repeat(15);
  const ways: [unknown, string][] = [
    [true, 'asked'],
    ['upset', 'upset'],
    [{reason: 'upset'}, 'upset'],
    [{reason: null}, 'asked'],
    [{}, 'asked'],
    [long, long.slice(0, 199)],
    [{reason: long}, long.slice(0, 199)],
    [{reason: '🙂'.repeat(150)}, `${'🙂'.repeat(99)}…`],
  ];
  for (const [handoff, reason] of ways) {
    const one = answers(200, json, JSON.stringify({message: 'a', handoff}));
    const other = events('data: a', `event: handoff\ndata: ${JSON.stringify(handoff)}`);
    for (const behave of [one, other]) t.deepEqual(await heard(t, behave), ['a', undefined, reason]);
  }
  t.deepEqual(await heard(t, events('data: a', 'event: handoff\ndata:')), ['a', undefined, 'asked']);
});

test('words of a refusal that are too long are cut', async t => {
  const refusal = {final: true, message: 'Please call us. '.repeat(300)};
  const {agent} = await testBackEnd(t, answers(200, json, JSON.stringify({error: refusal})));
  const {error} = await hear(agent);
  t.is(error instanceof ChatError && error.words.length, 3999);
});

test('choices come as an event, as members, or with JSON', async t => {
  const choices = ['A', 'B'];
  for (const behave of [
    events('data: Which?', `event: choices\ndata: ${JSON.stringify(choices)}`),
    events('data: Which?', `event: choices\ndata: ${JSON.stringify({choices})}`),
    answers(200, json, JSON.stringify({message: 'Which?', choices})),
  ]) {
    const {agent} = await testBackEnd(t, behave);
    const {text, facts, error} = await hear(agent);
    t.deepEqual([text, facts.choices, error], ['Which?', choices, undefined]);
  }
});

test('a back end may take its words back, and may refuse for good in its own words', async t => {
  t.deepEqual(await heard(t, events('data: no', 'event: reset\ndata: x', 'data: yes')), [
    'yes',
    undefined,
    undefined,
  ]);
  const refusal = {final: true, message: 'Please call us.'};
  for (const behave of [
    events('data: a', `event: error\ndata: ${JSON.stringify(refusal)}`),
    answers(200, json, JSON.stringify({error: refusal})),
  ]) {
    const {agent} = await testBackEnd(t, behave);
    const {error} = await hear(agent);
    t.like(error, {code: 'agent_refused', retry: false, words: 'Please call us.'});
  }
  t.deepEqual(await heard(t, answers(200, json, '{"error":"out of order"}')), [
    '',
    'agent_unavailable',
    undefined,
  ]);
});

test('what only ends with its connection is no answer, unless it says that it is whole', async t => {
  const unframed =
    (type: string, text: string): Behaviour =>
    response => {
      response.useChunkedEncodingByDefault = false;
      response.writeHead(200, {'content-type': type, connection: 'close'}).end(text);
    };
  t.deepEqual(await heard(t, unframed('text/plain', 'Take the blue')), ['', 'agent_unavailable', undefined]);
  const stream = 'text/event-stream';
  t.deepEqual(await heard(t, unframed(stream, 'data: Take the blue\n\n')), [
    'Take the blue',
    'agent_unavailable',
    undefined,
  ]);
  for (const end of ['data: [DONE]', 'event: done\ndata: {}']) {
    const whole = unframed(stream, `data: Take it.\n\n${end}\n\n`);
    t.deepEqual(await heard(t, whole), ['Take it.', undefined, undefined]);
  }
  t.deepEqual(await heard(t, unframed('application/json', '{"message":"Yes."}')), [
    'Yes.',
    undefined,
    undefined,
  ]);
});

test('a back end is told that the guard has spoken', async t => {
  const {agent, fake} = await testBackEnd(t, answers(200, json, '{"message":"Yes."}'));
  const guard = {kind: 'urgent' as const, text: 'If it gets worse call 911.', phone: '911'};
  await hear(agent, {guard});
  t.deepEqual(JSON.parse(fake.asked[0]?.raw ?? '').guard, guard);
  for (const behave of [answers(200, json, '{"message":""}'), events('data: [DONE]')]) {
    fake.behave = behave;
    const {text, error} = await hear(agent, {guard});
    t.deepEqual([text, error], ['', undefined], 'it may have nothing to add');
    t.true((await hear(agent)).error instanceof ChatError);
  }
});

test('a back end that fails is told from one that refuses', async t => {
  t.deepEqual(await heard(t, answers(502)), ['', 'agent_unavailable', undefined]);
  t.deepEqual(await heard(t, answers(422)), ['', 'agent_refused', undefined]);
  t.deepEqual(await heard(t, answers(404)), ['', 'agent_unavailable', undefined]);
  t.deepEqual(await heard(t, events('data: a', 'event: error\ndata: b')), [
    'a',
    'agent_unavailable',
    undefined,
  ]);
  t.deepEqual(await heard(t, streams(['data: a\n\n'], {after: cuts})), ['a', 'agent_unavailable', undefined]);
});

test('an answer of the wrong kind, or without a word, is no answer', async t => {
  for (const behave of [
    answers(200, {'content-type': 'text/html'}, '<p>Hello</p>'),
    answers(200, {}, 'Hello'),
    answers(204),
    answers(200, json, '{"message":""}'),
    answers(200, json, '{"text":"Hello"}'),
    answers(200, json, '{"message":"Hel'),
    answers(200, json, `{"message":"${'x'.repeat(1_100_000)}"}`),
    streams([Uint8Array.of(0xff)], {type: 'text/plain'}),
  ]) {
    t.deepEqual(await heard(t, behave), ['', 'agent_unavailable', undefined]);
  }
});

test('a back end that hangs, also in the middle of its JSON, is given up in time', async t => {
  const soon = {firstWordMs: 100, betweenWordsMs: 100};
  t.deepEqual(await heard(t, hangs, soon), ['', 'agent_timeout', undefined]);
  const half = streams(['{"message":'], {type: 'application/json', after: hangs});
  t.deepEqual(await heard(t, half, soon), ['', 'agent_timeout', undefined]);
});

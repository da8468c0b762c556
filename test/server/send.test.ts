import {dump} from '../helpers/redis.ts';
import {limits, testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';

test('send answers 202 with where to poll, and the message is queued', async t => {
  const {send, get} = await testServer(t);
  const {status, headers, body} = await send({text: 'Hello', session_id: 's1'});
  t.is(status, 202);
  t.is(body['status'], 'queued');
  t.is(body['session_id'], 's1');
  t.is(headers.get('location'), body['poll_url'] as string);
  t.is(headers.get('retry-after'), '1');
  t.is(headers.get('cache-control'), 'no-store');
  t.regex(headers.get('x-request-id') ?? '', /^[\w-]+$/);
  t.regex(String(body['message_id']), /^[\w-]{22}$/);
  const poll = await get(String(body['poll_url']));
  t.like(poll.body, {
    message_id: body['message_id'],
    session_id: 's1',
    status: 'queued',
    text: null,
    error: null,
  });
});

test('send without a session opens one', async t => {
  const {send} = await testServer(t);
  const first = await send({text: 'Hello'});
  const second = await send({text: 'Hello'});
  t.not(first.body['session_id'], second.body['session_id']);
});

test('send keeps a sane request id and replaces another', async t => {
  const {send} = await testServer(t);
  t.is((await send({text: 'a'}, {'x-request-id': 'abc-1'})).headers.get('x-request-id'), 'abc-1');
  t.not((await send({text: 'a'}, {'x-request-id': 'a b'})).headers.get('x-request-id'), 'a b');
});

const long = 'é'.repeat(4000);
const keyed = (count: number) => Object.fromEntries(Array.from({length: count}, (_, i) => [`k${i}`, 1]));
const good: Record<string, unknown> = {
  'text of 4,000 code points': {text: `  ${'😀'.repeat(4000)} \n`},
  'line breaks and tabs': {text: 'a\n\tb'},
  'unknown fields': {text: 'a', foo: {bar: 1}},
  'a thousand unknown fields': {text: 'a', ...keyed(1000)},
  'metadata of 200 keys': {text: 'a', metadata: keyed(200)},
  'names of 128 characters': {text: 'a', clinic_id: 'c'.repeat(128), user_id: 'ü'.repeat(128)},
  'metadata of 2 KiB': {text: 'a', metadata: {a: 'x'.repeat(2040)}},
};
for (const [name, body] of Object.entries(good)) {
  test(`send accepts ${name}`, async t => {
    const {send} = await testServer(t);
    t.is((await send(body)).status, 202);
  });
}

const bad: Record<string, [unknown, number, string, string?]> = {
  'malformed JSON': ['{"text":', 400, 'invalid_json'],
  'an empty body': ['', 400, 'invalid_json'],
  'a list': [[], 400, 'invalid_request', '#'],
  'a string': ['"hello"', 400, 'invalid_request', '#'],
  null: ['null', 400, 'invalid_request', '#'],
  'a poisoned prototype': ['{"text":"a","__proto__":{"x":1}}', 400, 'invalid_json'],
  'no text': [{}, 400, 'invalid_request', '#/text'],
  'text of a wrong type': [{text: 7}, 400, 'invalid_request', '#/text'],
  'empty text': [{text: ''}, 400, 'invalid_request', '#/text'],
  'blank text': [{text: ' \n\t '}, 400, 'invalid_request', '#/text'],
  '4,001 characters': [{text: `${long}x`}, 400, 'invalid_request', '#/text'],
  'a control character': [{text: 'a\u0000b'}, 400, 'invalid_request', '#/text'],
  'a C1 control character': [{text: 'a\u0085b'}, 400, 'invalid_request', '#/text'],
  'a lone surrogate': ['{"text":"\\ud800"}', 400, 'invalid_request', '#/text'],
  'an odd session': [{text: 'a', session_id: 'a b'}, 400, 'invalid_request', '#/session_id'],
  'a long session': [{text: 'a', session_id: 'a'.repeat(129)}, 400, 'invalid_request', '#/session_id'],
  'an empty clinic': [{text: 'a', clinic_id: ''}, 400, 'invalid_request', '#/clinic_id'],
  'a long user': [{text: 'a', user_id: 'a'.repeat(129)}, 400, 'invalid_request', '#/user_id'],
  'null for a string': [{text: 'a', user_id: null}, 400, 'invalid_request', '#/user_id'],
  'metadata over 2 KiB': [{text: 'a', metadata: {a: 'x'.repeat(2041)}}, 400, 'invalid_request', '#/metadata'],
  'metadata of 300 keys': [{text: 'a', metadata: keyed(300)}, 400, 'invalid_request', '#/metadata'],
  'metadata of 6,000 keys': [{text: 'a', metadata: keyed(6000)}, 400, 'invalid_request', '#/metadata'],
  'thousands of unknown fields': [{text: 'a', ...keyed(6000)}, 400, 'invalid_request', '#'],
  'a list without end': [{text: 'a', foo: Array(3000).fill(0)}, 400, 'invalid_request', '#/foo'],
  'metadata that is a list': [{text: 'a', metadata: []}, 400, 'invalid_request', '#/metadata'],
  'metadata that is deeply nested': [
    `{"text":"a","metadata":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}`,
    400,
    'invalid_request',
    '#/metadata',
  ],
  'a client id with spaces': [
    {text: 'a', client_message_id: 'a b'},
    400,
    'invalid_request',
    '#/client_message_id',
  ],
  'a short key without a session': [
    {text: 'a', client_message_id: 'k'},
    400,
    'invalid_request',
    '#/client_message_id',
  ],
  'a body of 65 KiB': [{text: 'a', filler: 'x'.repeat(65 * 1024)}, 413, 'body_too_large'],
};
for (const [name, [body, status, code, pointer]] of Object.entries(bad)) {
  test(`send refuses ${name} and writes nothing`, async t => {
    const {send, redis, log} = await testServer(t);
    const answer = await send(body);
    t.is(answer.status, status);
    t.is(answer.headers.get('content-type'), 'application/problem+json');
    t.like(answer.body, {status, code});
    for (const member of ['type', 'title', 'detail']) t.is(typeof answer.body[member], 'string');
    const errors = answer.body['errors'] as {detail: string; pointer: string}[] | undefined;
    t.is(errors?.[0]?.pointer, pointer);
    t.deepEqual(await dump(redis), []);
    t.deepEqual(
      log.lines.filter(line => line.level === 'error'),
      [],
    );
  });
}

const types: Record<string, Record<string, string>> = {
  'a form': {'content-type': 'application/x-www-form-urlencoded'},
  'plain text': {'content-type': 'text/plain'},
  'JSON of another kind': {'content-type': 'application/vnd.api+json'},
  'another charset': {'content-type': 'application/json; charset=latin1'},
  'a compressed body': {'content-encoding': 'gzip'},
};
for (const [name, headers] of Object.entries(types)) {
  test(`send refuses ${name} with 415`, async t => {
    const {send, redis} = await testServer(t);
    const {status, body} = await send({text: 'a'}, headers);
    t.is(status, 415);
    t.is(body['code'], 'unsupported_media_type');
    t.deepEqual(await dump(redis), []);
  });
}

test('send refuses a body of unknown length once it is too large', async t => {
  const {api, redis} = await testServer(t);
  const chunk = new Uint8Array(16 * 1024).fill(32);
  const body = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 6; i++) controller.enqueue(chunk);
      controller.close();
    },
  });
  const init = {method: 'POST', headers: {'content-type': 'application/json'}, body, duplex: 'half'};
  const response = await fetch(`${api}/widget/send`, init as RequestInit);
  t.is(response.status, 413);
  t.deepEqual(await dump(redis), []);
});

test('send refuses what is not UTF-8', async t => {
  const {api, redis} = await testServer(t);
  const body = Buffer.concat([Buffer.from('{"text":"a'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  const response = await fetch(`${api}/widget/send`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body,
  });
  t.is(response.status, 400);
  t.like(await response.json(), {code: 'invalid_json'});
  t.deepEqual(await dump(redis), []);
});

test('a repeated key gives the same 202, and the header wins over the field', async t => {
  const {send} = await testServer(t);
  const first = await send(
    {text: 'a', session_id: 's', client_message_id: 'field'},
    {'idempotency-key': '"key-1"'},
  );
  const second = await send({text: 'a', session_id: 's'}, {'idempotency-key': 'key-1'});
  const third = await send({text: 'a', session_id: 's', client_message_id: 'key-1'});
  t.is(second.status, 202);
  t.deepEqual(second.body, first.body);
  t.deepEqual(third.body, first.body);
  t.not(
    (await send({text: 'a', session_id: 's', client_message_id: 'field'})).body['message_id'],
    first.body['message_id'],
  );
});

test('a repeated key with another payload is 422', async t => {
  const {send} = await testServer(t);
  await send({text: 'a', session_id: 's'}, {'idempotency-key': 'key-1'});
  const {status, body} = await send({text: 'b', session_id: 's'}, {'idempotency-key': 'key-1'});
  t.is(status, 422);
  t.is(body['code'], 'idempotency_conflict');
});

test('a first send without a session that is repeated by its key opens one session', async t => {
  const {send} = await testServer(t);
  const key = {'idempotency-key': 'k'.repeat(22)};
  const [first, second] = await Promise.all([send({text: 'a'}, key), send({text: 'a'}, key)]);
  t.deepEqual(first?.body, second?.body);
});

test('a key that is too short to open a session is 400, and the error names what was sent', async t => {
  const {send, redis} = await testServer(t);
  for (const [body, headers, pointer] of [
    [{text: 'a'}, {'idempotency-key': 'key-1'}, '#/headers/Idempotency-Key'],
    [{text: 'a', client_message_id: 'key-1'}, {}, '#/client_message_id'],
  ] as const) {
    const answer = await send(body, headers);
    t.is(answer.status, 400);
    const detail = 'must have at least 22 characters where no session_id is sent; it has 5';
    t.deepEqual(answer.body['errors'], [{detail, pointer}]);
  }
  t.deepEqual(await dump(redis), []);
});

test('an unknown clinic is 404 where there is no default one', async t => {
  const {send, redis} = await testServer(t, {clinics: {known: new Map(), fallback: undefined}});
  for (const clinic_id of ['nowhere', undefined]) {
    const {status, body} = await send({text: 'a', clinic_id});
    t.is(status, 404);
    t.is(body['code'], 'clinic_not_found');
  }
  t.deepEqual(await dump(redis), []);
});

test('a full queue is refused with 503 and when to come back', async t => {
  const {send} = await testServer(t, {
    limits: {...limits, queueMaxLength: 1, sessionMaxLength: 20},
  });
  await send({text: 'a'});
  const {status, headers, body} = await send({text: 'a'});
  t.is(status, 503);
  t.is(body['code'], 'overloaded');
  t.true(Number(headers.get('retry-after')) >= 1);
});

test('a session with too many waiting messages is refused with 429', async t => {
  const {send} = await testServer(t, {
    limits: {...limits, queueMaxLength: 100, sessionMaxLength: 2},
  });
  for (let i = 0; i < 2; i++) await send({text: 'a', session_id: 's'});
  const {status, headers, body} = await send({text: 'a', session_id: 's'});
  t.is(status, 429);
  t.is(body['code'], 'rate_limited');
  t.true(Number(headers.get('retry-after')) >= 1);
});

test('a body of thousands of values is refused at hardly more cost than words of the same length', async t => {
  const {send} = await testServer(t);
  const bytes = 60_000;
  const words = {text: 'a', metadata: {a: 'x'.repeat(bytes)}};
  const costOf = async (body: object) => {
    const before = process.cpuUsage();
    for (let i = 0; i < 10; i++) t.is((await send(body)).status, 400);
    const {user, system} = process.cpuUsage(before);
    return user + system;
  };
  for (const [kind, body] of Object.entries({
    keys: {text: 'a', metadata: keyed(bytes / 10)},
    fields: {text: 'a', ...keyed(bytes / 10)},
    objects: {text: 'a', metadata: {a: Array.from({length: bytes / 12}, (_, i) => ({[`k${i}`]: 1}))}},
  })) {
    const ratios: number[] = [];
    for (let round = 0; round < 5; round++) ratios.push((await costOf(body)) / (await costOf(words)));
    const [, , median = Number.POSITIVE_INFINITY] = ratios.sort((a, b) => a - b);
    t.log(`${kind} cost ${median.toFixed(1)} times words`);
    t.true(median < 4, kind);
  }
});

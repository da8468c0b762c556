import test from 'ava';
import type {SendBody} from '../../core/wire/message.ts';
import {ClientError, createClient} from '../../widget/client.ts';
import {cleanText, deliver, newKey} from '../../widget/outbox.ts';
import {Pause} from '../../widget/pause.ts';
import {bodyOf, httpServer} from './http-server.ts';

const body: SendBody = {text: 'Hello', clinic_id: 'demo', session_id: undefined};
const accepted = {message_id: 'm', session_id: 's', status: 'queued', poll_url: '/m', retry_after_ms: 0};
const settings = {tries: 4, deadlineMs: 1000, failure: {baseMs: 1, capMs: 10}};

type Scenario = (attempt: number) => {status: number; body: object; retryAfter?: string} | 'cut';

/** Sends one message to a server that does what the scenario says; what it saw, and how it ended. */
async function send(t: Parameters<typeof httpServer>[0], scenario: Scenario) {
  const seen: {key: unknown; body: string; at: number}[] = [];
  const codes: string[] = [];
  const url = await httpServer(t, async (request, response) => {
    seen.push({key: request.headers['idempotency-key'], body: await bodyOf(request), at: performance.now()});
    const answer = scenario(seen.length);
    if (answer === 'cut') return request.socket.destroy();
    response.writeHead(answer.status, {...(answer.retryAfter && {'Retry-After': answer.retryAfter})});
    response.end(JSON.stringify(answer.body));
  });
  const deps = {client: createClient(url), pause: new Pause(), settings};
  const outcome = await deliver(deps, 'key', body, new AbortController().signal, code => codes.push(code));
  return {outcome, seen, codes};
}

test('a message goes out again in the same form under the same key', async t => {
  const {outcome, seen, codes} = await send(t, attempt => {
    if (attempt === 1) return 'cut';
    if (attempt === 2) return {status: 503, body: {code: 'unavailable'}};
    return {status: 202, body: accepted};
  });
  t.deepEqual(outcome, accepted as never);
  t.deepEqual(codes, ['', 'network', 'unavailable']);
  t.deepEqual(
    new Set(seen.map(({key, body}) => `${key} ${body}`)),
    new Set(['key {"text":"Hello","clinic_id":"demo"}']),
  );
  t.is(seen.length, 3);
});

test('a message is given up after the last try', async t => {
  const {outcome, seen} = await send(t, () => 'cut');
  t.is(outcome instanceof ClientError && outcome.code, 'network');
  t.is(seen.length, 4);
});

test('a refusal is not tried again', async t => {
  const {outcome, seen} = await send(t, () => ({status: 400, body: {code: 'invalid_request'}}));
  t.is(outcome instanceof ClientError && outcome.code, 'invalid_request');
  t.is(seen.length, 1);
});

test('a server that asks for a pause gets it', async t => {
  const {seen} = await send(t, attempt =>
    attempt === 1
      ? {status: 429, body: {code: 'rate_limited'}, retryAfter: '1'}
      : {status: 202, body: accepted},
  );
  const [first, second] = seen;
  const ms = (second?.at ?? 0) - (first?.at ?? 0);
  t.true(ms >= 995 && ms < 3000, `${ms} ms`);
});

test('keys are long, plain and never the same', t => {
  const keys = new Set(Array.from({length: 1000}, newKey));
  t.is(keys.size, 1000);
  for (const key of keys) t.regex(key, /^[\w-]{22,}$/);
});

test('text is cleaned of what the server refuses', t => {
  t.is(cleanText('  a\u0000b\u000Bc\r\n\td\u0085 \n'), 'abc\n\td');
  t.is(cleanText(' \u0007\n'), '');
  t.true(cleanText('a\uD800b').isWellFormed());
  t.is(cleanText('¿Está abierto? 🩺'), '¿Está abierto? 🩺');
});

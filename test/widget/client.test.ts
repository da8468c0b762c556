import type {ServerResponse} from 'node:http';
import {ClientError, createAsk} from '../../widget/client.ts';
import {test} from '../helpers/test.ts';
import {bodyOf, httpServer} from './http-server.ts';

const accepted = {
  message_id: 'message',
  session_id: 'session',
  status: 'queued',
  poll_url: '/apps/voice-api/widget-poll/message',
  retry_after_ms: 400,
};
const pollAnswer = {
  status: 'processing',
  events: [],
  cursor: '0',
  text: null,
  error: null,
  retry_after_ms: 50,
};

function limits(deadlineMs = 5000) {
  return {deadlineMs, signal: new AbortController().signal};
}

/** The two requests that the widget makes most. */
function createClient(url: string, token = () => '') {
  const ask = createAsk(url, token);
  return {
    send: (key: string, body: object, given: ReturnType<typeof limits>) =>
      ask('poll_url', 'widget/send', {...given, method: 'POST', key, body}),
    poll: (id: string, after: string, wait: number, given: ReturnType<typeof limits>) =>
      ask('events', `widget-poll/${id}`, {...given, query: {after, wait: `${wait}`}}),
  };
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {'Content-Type': 'application/json', ...headers});
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function failure(outcome: unknown): ClientError {
  if (outcome instanceof ClientError) return outcome;
  throw new Error(`not an error: ${JSON.stringify(outcome)}`);
}

test('a message is sent as JSON under its key', async t => {
  const seen: unknown[] = [];
  const url = await httpServer(t, async (request, response) => {
    const {method, headers, url} = request;
    seen.push([method, url, headers['idempotency-key'], headers['content-type'], await bodyOf(request)]);
    answer(response, 202, accepted);
  });
  t.deepEqual(
    await createClient(`${url}/widget.js`).send('key', {text: 'Hello'}, limits()),
    accepted as never,
  );
  t.deepEqual(seen, [['POST', '/apps/voice-api/widget/send', 'key', 'application/json', '{"text":"Hello"}']]);
});

test('a poll says its cursor and how long it may be held', async t => {
  const seen: unknown[] = [];
  const url = await httpServer(t, (request, response) => {
    seen.push(request.url);
    answer(response, 200, pollAnswer);
  });
  const client = createClient(url);
  t.deepEqual(await client.poll('message', '17-1', 25, limits()), pollAnswer as never);
  t.deepEqual(seen, [`${accepted.poll_url}?after=17-1&wait=25`]);
});

test('a token is shown with every request, as it is at that time', async t => {
  const seen: unknown[] = [];
  const url = await httpServer(t, (request, response) => {
    seen.push(request.headers.authorization);
    answer(response, 200, {...accepted, ...pollAnswer});
  });
  let token = 'first';
  const client = createClient(url, () => token);
  await client.send('key', {text: 'Hello'}, limits());
  token = 'second';
  await client.poll('message', '0', 0, limits());
  await createClient(url).poll('message', '0', 0, limits());
  t.deepEqual(seen, ['Bearer first', 'Bearer second', undefined]);
});

test('an error has the code, the status and the hint of the server', async t => {
  const url = await httpServer(t, (_, response) =>
    answer(response, 429, {code: 'rate_limited', status: 429}, {'Retry-After': '7'}),
  );
  const error = failure(await createClient(url).send('key', {text: 'Hello'}, limits()));
  t.like(error, {code: 'rate_limited', status: 429, retryAfterMs: 7000, retry: true});
});

for (const [status, code, retry] of [
  [400, 'invalid_request', false],
  [403, 'origin_not_allowed', false],
  [404, 'message_not_found', false],
  [422, 'idempotency_conflict', false],
  [429, 'rate_limited', true],
  [500, 'internal', true],
  [503, 'overloaded', true],
] as const) {
  test(`${code} may ${retry ? '' : 'not '}be tried again`, async t => {
    const url = await httpServer(t, (_, response) => answer(response, status, {code}));
    t.like(failure(await createClient(url).poll('/x', '0', 0, limits())), {
      code,
      status,
      retry,
      retryAfterMs: 0,
    });
  });
}

for (const [what, status, body] of [
  ['a page of a proxy', 502, '<html>Bad gateway</html>'],
  ['the page of a portal', 200, '<html>Please log in</html>'],
  ['JSON that is not ours', 200, {hello: 'world'}],
  ['an empty answer', 200, ''],
  ['a bare null', 200, 'null'],
  ['a refusal in other words than the server has', 404, '{"message":"no route"}'],
] as const) {
  test(`${what} is not an answer, and may be tried again`, async t => {
    const url = await httpServer(t, (_, response) => answer(response, status, body));
    const error = failure(await createClient(url).send('key', {text: 'Hello'}, limits()));
    t.like(error, {code: 'unavailable', status, retry: true});
  });
}

test('no answer is an error of the network', async t => {
  const url = await httpServer(t, request => request.socket.destroy());
  t.like(failure(await createClient(url).poll('/x', '0', 0, limits())), {
    code: 'network',
    status: 0,
    retry: true,
  });
});

test('half an answer is an error of the network', async t => {
  const url = await httpServer(t, (_, response) => {
    response.writeHead(200, {'Content-Type': 'application/json', 'Content-Length': '1000'});
    response.write('{"events":', () => response.destroy());
  });
  t.like(failure(await createClient(url).poll('/x', '0', 0, limits())), {code: 'network', retry: true});
});

test('silence ends with the deadline', async t => {
  const url = await httpServer(t, () => undefined);
  t.like(failure(await createClient(url).poll('/x', '0', 25, limits(50))), {code: 'timeout', retry: true});
});

test('a body that never ends, ends with the deadline', async t => {
  const url = await httpServer(t, (_, response) => response.writeHead(200).write('{"events":'));
  t.like(failure(await createClient(url).poll('/x', '0', 25, limits(100))), {code: 'timeout', retry: true});
});

test('whoever does not want the answer any more gets none', async t => {
  const url = await httpServer(t, () => undefined);
  const controller = new AbortController();
  const outcome = createClient(url).poll('/x', '0', 25, {deadlineMs: 5000, signal: controller.signal});
  controller.abort();
  t.is(failure(await outcome).code, 'aborted');
  const late = createClient(url).poll('/x', '0', 25, {deadlineMs: 5000, signal: controller.signal});
  t.is(failure(await late).code, 'aborted');
});

test('an address that is none is an error, not an exception', async t => {
  t.is(failure(await createClient('nowhere').send('key', {text: 'Hello'}, limits())).code, 'network');
});

import type {IncomingMessage, ServerResponse} from 'node:http';
import type {PollAnswer} from '../../core/wire/message.ts';
import {ClientError, createAsk} from '../../widget/client.ts';
import {Poller, type PollerSettings, pollerSettings} from '../../widget/poller.ts';
import {gate} from '../helpers/gate.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {httpServer} from './http-server.ts';

type Poll = {after: string; isLong: boolean; at: number; request: IncomingMessage; response: ServerResponse};

/** All durations turned down. */
const settings: PollerSettings = {
  ...pollerSettings,
  graceMs: 1000,
  heldMs: 40,
  retryLongMs: 300,
  idle: {baseMs: 10, capMs: 20},
  failure: {baseMs: 5, capMs: 10},
};

function pending(cursor: string, fields: Partial<PollAnswer> = {}): Partial<PollAnswer> {
  return {status: 'processing', events: [], cursor, text: null, retry_after_ms: 0, ...fields};
}

const done: Partial<PollAnswer> = {
  status: 'done',
  events: [],
  cursor: '9-9',
  text: 'Yes.',
  retry_after_ms: 0,
};

/** A poller of a server that treats the nth poll (from 1) as the scenario says. */
async function follow(
  t: Parameters<typeof httpServer>[0],
  scenario: (poll: Poll, nth: number) => void,
  options: {settings?: Partial<PollerSettings>; isHidden?: () => boolean; mayHold?: () => boolean} = {},
) {
  const polls: Poll[] = [];
  const url = await httpServer(t, (request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    const isLong = query.get('wait') === '25';
    const poll = {after: query.get('after') ?? '', isLong, at: performance.now(), request, response};
    polls.push(poll);
    scenario(poll, polls.length);
  });
  const controller = new AbortController();
  t.teardown(() => controller.abort());
  const poller = new Poller({...settings, ...options.settings}, options.isHidden ?? (() => false));
  const ask = createAsk(url, () => '');
  const answers: (PollAnswer | ClientError)[] = [];
  const codes: string[] = [];
  const asked = {
    ask: (limits: {deadlineMs: number; signal: AbortSignal}, after: string, wait: number) =>
      ask<PollAnswer>('events', 'poll', {...limits, query: {after, wait: `${wait}`}}),
    isNews: ({events}: PollAnswer) => events.length > 0,
    isLast: ({status}: PollAnswer) => status === 'done',
    mayHold: options.mayHold ?? (() => true),
    onFailure: ({code}: ClientError) => codes.push(code),
  };
  const ended = (async () => {
    for await (const answer of poller.follow(asked, controller.signal, '0')) answers.push(answer);
  })();
  return {polls, answers, codes, ended, poller, abort: () => controller.abort()};
}

function answer(
  {response}: Poll,
  body: Partial<PollAnswer> | {code: string},
  status = 200,
  retryAfter?: string,
): void {
  response.writeHead(status, {...(retryAfter && {'Retry-After': retryAfter})});
  response.end(JSON.stringify(body));
}

/** As a proxy does that does not like to hold connections. */
function cutLater({request}: Poll): void {
  setTimeout(() => request.socket.destroy(), 60);
}

test('each poll starts from the completion of the one before, with its cursor', async t => {
  const {polls, answers, ended} = await follow(t, (poll, nth) =>
    answer(poll, nth < 4 ? pending(`${nth}-0`, {events: [{} as never]}) : done),
  );
  await ended;
  t.deepEqual(
    polls.map(poll => poll.after),
    ['0', '1-0', '2-0', '3-0'],
  );
  t.is(answers.length, 4);
  t.true(polls.every(poll => poll.isLong));
});

test('the pause that the server asks for is kept', async t => {
  const {polls, ended} = await follow(t, (poll, nth) =>
    answer(poll, nth === 1 ? pending('1-0', {events: [{} as never], retry_after_ms: 120}) : done),
  );
  await ended;
  t.true((polls[1]?.at ?? 0) - (polls[0]?.at ?? 0) >= 115);
});

test('what may not be held is asked for shortly', async t => {
  const {polls, ended} = await follow(t, (poll, nth) => answer(poll, nth < 3 ? pending('0') : done), {
    mayHold: () => false,
  });
  await ended;
  t.deepEqual(
    polls.map(poll => poll.isLong),
    [false, false, false],
  );
});

test('three long-polls cut in a row make short ones', async t => {
  const {polls, ended} = await follow(
    t,
    (poll, nth) => {
      if (poll.isLong) cutLater(poll);
      else answer(poll, nth < 8 ? pending('0') : done);
    },
    {settings: {retryLongMs: 60_000}},
  );
  await ended;
  t.deepEqual(
    polls.map(poll => poll.isLong),
    [true, true, true, false, false, false, false, false],
  );
});

test('a long-poll is tried again now and then, and stays when it is held', async t => {
  const {polls, ended} = await follow(t, (poll, nth) => {
    const isProxyGone = polls.filter(poll => poll.isLong).length > 4;
    if (poll.isLong && !isProxyGone) cutLater(poll);
    else if (!poll.isLong) answer(poll, pending('0'));
    else if (polls.slice(-3).every(poll => poll.isLong)) answer(poll, done);
    else setTimeout(() => answer(poll, pending(`${nth}-0`)), 60);
  });
  await ended;
  const kinds = polls.map(poll => (poll.isLong ? 'L' : 's')).join('');
  t.regex(kinds, /^LLLs+Ls+LLL$/);
});

test('failures that come at once do not count as cut', async t => {
  const {polls, ended} = await follow(t, (poll, nth) => {
    if (nth < 8) poll.request.socket.destroy();
    else answer(poll, done);
  });
  await ended;
  t.true(polls.every(poll => poll.isLong));
});

test('a failed poll never ends the loop', async t => {
  const failures = ['cut', 500, 503, 502, 'html', 'portal', 429, 404, 'cut'];
  const {polls, answers, codes, ended, poller} = await follow(t, (poll, nth) => {
    const failure = failures[nth - 1];
    if (failure === undefined) answer(poll, done);
    else if (failure === 'cut') poll.request.socket.destroy();
    else if (failure === 'html') poll.response.writeHead(404).end('<html>');
    else if (failure === 'portal') poll.response.writeHead(200).end('<html>');
    else answer(poll, failure === 404 ? ({} as never) : {code: 'unavailable'}, Number(failure));
  });
  await until(() => poller.failures > 3);
  await ended;
  t.is(polls.length, failures.length + 1);
  t.is(answers.length, 1);
  t.is(codes.length, failures.length, 'each failure is told');
  t.is(poller.failures, 0);
});

test('a message that is no more ends the loop, with the reason', async t => {
  const {polls, answers, ended} = await follow(t, poll => answer(poll, {code: 'message_not_found'}, 404));
  await ended;
  const [error] = answers;
  t.true(error instanceof ClientError && error.code === 'message_not_found');
  t.is(polls.length, 1);
});

test('an answer that comes at once and brings nothing does not make a busy loop', async t => {
  const {polls, ended} = await follow(t, (poll, nth) => answer(poll, nth < 12 ? pending('0') : done), {
    settings: {idle: {baseMs: 100, capMs: 100}},
  });
  await ended;
  const ms = (polls.at(-1)?.at ?? 0) - (polls[0]?.at ?? 0);
  t.true(ms > 150, `12 polls in ${ms} ms`);
});

test('waking asks again at once, from a pause and from a request that hangs', async t => {
  const {polls, ended, poller} = await follow(
    t,
    (poll, nth) => {
      if (nth === 1) poll.request.socket.destroy();
      else if (nth === 3) answer(poll, done);
    },
    {settings: {failure: {baseMs: 3_600_000, capMs: 3_600_000}}},
  );
  await until(() => poller.failures === 1);
  poller.wake();
  await until(() => polls.length === 2);
  poller.wake();
  await ended;
  t.is(polls.length, 3);
});

test('waking does not shorten what the server asked for', async t => {
  const {polls, ended, poller} = await follow(t, (poll, nth) => {
    if (nth === 1) answer(poll, {code: 'unavailable'}, 503, '1');
    else answer(poll, done);
  });
  await until(() => poller.failures === 1);
  poller.wake();
  await ended;
  t.true((polls[1]?.at ?? 0) - (polls[0]?.at ?? 0) >= 995);
});

test('a page that nobody sees asks less often', async t => {
  const page = {hidden: true};
  const {polls, ended, poller} = await follow(
    t,
    (poll, nth) => answer(poll, nth === 1 ? pending('1-0', {events: [{} as never]}) : done),
    {isHidden: () => page.hidden, settings: {hiddenMs: 3_600_000}},
  );
  const settled = gate();
  void ended.then(settled.open);
  await until(() => polls.length === 1);
  t.is(
    await Promise.race([
      settled.opened.then(() => 'ended'),
      until(() => performance.now() > (polls[0]?.at ?? 0) + 200),
    ]),
    true,
  );
  page.hidden = false;
  poller.wake();
  await ended;
  t.is(polls.length, 2);
});

test('an answer that comes too late is dropped', async t => {
  const held = gate();
  const {polls, answers, ended, abort} = await follow(t, async poll => {
    await held.opened;
    answer(poll, done);
  });
  await until(() => polls.length === 1);
  abort();
  held.open();
  await ended;
  t.deepEqual(answers, []);
});

test('silence ends with the deadline of the request', async t => {
  const {polls, answers, ended} = await follow(
    t,
    (poll, nth) => {
      if (nth > 1) answer(poll, done);
    },
    {settings: {waitSeconds: 25, graceMs: -24_900}},
  );
  await ended;
  t.is(polls.length, 2);
  t.is(answers.length, 1);
});

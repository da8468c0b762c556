import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {gzipSync} from 'node:zlib';
import {ChatError} from '../../core/errors.ts';
import {createOpenAiAgent} from '../../worker/agents/openai/openai.ts';
import {type FaultCode, faultOf} from '../../worker/agents/upstream/faults.ts';
import type {UpstreamOptions} from '../../worker/agents/upstream/upstream.ts';
import {clinic, hear, question} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour, bytewise, hangs, streams} from '../helpers/fake-upstream.ts';
import {testLog} from '../helpers/log.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const words = ['Good ', 'day', ', señora 🙂'];
const text = words.join('');

/** What this behaviour comes to: the words that got through, then the error. */
async function outcome(t: ExecutionContext, behave: Behaviour, options?: UpstreamOptions) {
  const {agent, fake} = await fakes.testOpenAi(t, behave, options);
  const {text, error} = await hear(agent);
  await until(() => fake.open() === 0);
  if (!(error instanceof ChatError)) throw error ?? new Error(`It said ${text}`);
  t.false(JSON.stringify([error, error.cause, String(error.message)]).includes('secret inner'));
  return [text, error.code, error.retryAfterSeconds] as const;
}

const soon = {firstWordMs: 150, betweenWordsMs: 150, wholeMs: 10_000};

test('asks for a stream with its usage, with the key in the header alone', async t => {
  const {agent, fake} = await fakes.testOpenAi(t, fakes.says(words));
  const {facts} = await hear(agent);
  const [asked] = fake.asked;
  t.is(asked?.path, '/v1/chat/completions');
  t.is(asked?.headers.authorization, 'Bearer sk-canary');
  t.like(fake.heard(), {model: 'fake-1', stream: true, stream_options: {include_usage: true}});
  t.false(asked?.raw.includes('canary'));
  t.deepEqual(facts, {tokens: {input: 40, output: 2}});
});

test('says the same words when every byte comes alone', async t => {
  const {agent} = await fakes.testOpenAi(t, fakes.saysByteByByte(words));
  t.is((await hear(agent)).text, text);
});

test('understands carriage returns, comments, and chunks without choices', async t => {
  const wire = [': waiting\r\n\r\n', ...fakes.completion(words)].join('').replaceAll('\n', '\r\n');
  const {agent} = await fakes.testOpenAi(t, streams([wire]));
  t.is((await hear(agent)).text, text);
  const {agent: finely} = await fakes.testOpenAi(t, streams(bytewise(wire)));
  t.is((await hear(finely)).text, text);
});

test('takes a reply whose last word is its finish reason, without [DONE]', async t => {
  const {agent} = await fakes.testOpenAi(t, streams(fakes.completion(words).slice(0, -2)));
  const {text: said, error} = await hear(agent);
  t.deepEqual([said, error], [text, undefined]);
});

test('a provider that hangs before headers, or after some words, is given up in time', async t => {
  t.deepEqual(await outcome(t, hangs, soon), ['', 'agent_timeout', undefined]);
  t.deepEqual(await outcome(t, fakes.hangsAfter(words), soon), [text, 'agent_timeout', undefined]);
});

test('comments that keep a stream open are waited for, but not for ever', async t => {
  const comments = Array.from({length: 400}, () => ': still there\n\n');
  const whole = {...soon, wholeMs: 600};
  t.deepEqual(await outcome(t, streams(comments, {paceMs: 20}), whole), ['', 'agent_timeout', undefined]);
  const wire = [...comments.slice(0, 20), ...fakes.completion(words)];
  const {agent} = await fakes.testOpenAi(t, streams(wire, {paceMs: 20}), soon);
  const heard = await hear(agent);
  t.deepEqual([heard.text, heard.error, heard.writing], [text, undefined, true]);
});

test('a model that is merely slow is not asked twice', async t => {
  for (const behave of [hangs, streams([], {after: hangs}), fakes.hangsAfter(words)]) {
    const {agent} = await fakes.testOpenAi(t, behave, soon);
    const {error} = await hear(agent);
    t.like(error, {code: 'agent_timeout', retry: false});
  }
});

test('a whole reply is not held up by a stream that stays open, and keeps what it has cost', async t => {
  const wire = fakes.completion(words).slice(0, -1);
  const {agent, fake} = await fakes.testOpenAi(t, streams(wire, {after: hangs}));
  const begin = performance.now();
  const {text: said, error, facts} = await hear(agent);
  t.deepEqual([said, error, facts.tokens], [text, undefined, {input: 40, output: 2}]);
  t.true(performance.now() - begin < 5000);
  await until(() => fake.open() === 0);
});

test('a stream that is cut, or ends before the model has, is no reply', async t => {
  t.deepEqual(await outcome(t, fakes.cutsAfter(words)), [text, 'agent_unavailable', 1]);
  t.deepEqual(await outcome(t, fakes.stopsAfter(words)), [text, 'agent_unavailable', 1]);
});

test('an error in the middle of a stream is one of ours, without the words of the provider', async t => {
  t.deepEqual(await outcome(t, fakes.failsAfter(words)), [text, 'agent_unavailable', 1]);
});

test('a reply without a word is no reply', async t => {
  t.deepEqual(await outcome(t, fakes.says([])), ['', 'agent_unavailable', 1]);
  t.deepEqual(await outcome(t, streams([])), ['', 'agent_unavailable', 1]);
});

test('what the filter of the model stops is refused for good', async t => {
  const wire = fakes.completion(words, 'content_filter');
  t.deepEqual(await outcome(t, streams(wire)), [text, 'agent_refused', undefined]);
});

test('invalid UTF-8, HTML with 200 and broken JSON are no reply', async t => {
  t.deepEqual(await outcome(t, fakes.sendsInvalidUtf8), ['', 'agent_unavailable', 1]);
  const html = answers(200, {'content-type': 'text/html'}, '<p>data: hello</p>');
  t.deepEqual(await outcome(t, html), ['', 'agent_unavailable', 1]);
  t.deepEqual(await outcome(t, streams(['data: {"choices\n\n'])), ['', 'agent_unavailable', 1]);
});

test('ten megabytes without a newline are given up after the first of them', async t => {
  let sentBytes = 0;
  const behave: Behaviour = (response, asked) => {
    response.once('close', () => {
      sentBytes = response.socket?.bytesWritten ?? asked.response.req.socket.bytesWritten;
    });
    return fakes.sendsTenMegabytes(response, asked);
  };
  t.deepEqual(await outcome(t, behave), ['', 'agent_unavailable', 1]);
  await until(() => sentBytes > 0);
  t.true(sentBytes < 9_000_000, `${sentBytes} bytes were taken`);
});

test('a document of a gigabyte, a gzip bomb and endless thoughts are ended, and little of them is taken', async t => {
  const json = {'content-type': 'application/json'};
  let sent = 0;
  const endless =
    (headers: Record<string, string>, first: string | Uint8Array, part: string | Uint8Array): Behaviour =>
    async response => {
      sent = 0;
      response.writeHead(200, headers).write(first);
      while (!response.destroyed && sent < 1_000_000_000) {
        sent += part.length;
        await new Promise<void>(resolve => response.write(part, () => resolve()));
      }
    };
  const part = 'x'.repeat(65_536);
  const thought = fakes.event({choices: [{index: 0, delta: {reasoning_content: part}}]});
  const bomb = gzipSync(Buffer.alloc(50_000_000, 32));
  const whole = {wholeMs: 3000};
  const cases: [Behaviour, FaultCode][] = [
    [endless(json, '{"choices":"', part), 'too_large'],
    [endless({'content-type': 'text/event-stream'}, 'data: ', part), 'too_large'],
    [endless({'content-type': 'text/event-stream'}, ': hello\n\n', thought), 'too_large'],
    [answers(200, {...json, 'content-encoding': 'gzip'}, bomb), 'strange'],
    [endless(json, bomb, bomb), 'strange'],
  ];
  for (const [behave, code] of cases) {
    const {agent, fake} = await fakes.testOpenAi(t, behave, whole);
    const begin = performance.now();
    const {error} = await hear(agent);
    t.is(faultOf(error)?.code, code);
    t.true(performance.now() - begin < 3500);
    await until(() => fake.open() === 0);
    t.true(sent < 60_000_000, `${sent} bytes`);
  }
});

test('words that drip, and a document that drips, are given up when all of the time is over', async t => {
  const whole = {...soon, wholeMs: 700};
  const drips = streams(
    Array.from({length: 200}, () => fakes.chunk({content: 'drip '})),
    {paceMs: 50},
  );
  const {agent} = await fakes.testOpenAi(t, drips, whole);
  const {error, text: said} = await hear(agent);
  t.deepEqual([faultOf(error)?.code, said.startsWith('drip drip')], ['endless', true]);
  const slowly = streams(bytewise('{"choices":[{"message":{"content":"'.padEnd(300, 'x')), {
    type: 'application/json',
    paceMs: 20,
  });
  const {agent: other} = await fakes.testOpenAi(t, slowly, whole);
  t.is(faultOf((await hear(other)).error)?.code, 'endless');
});

test('a redirect is not followed', async t => {
  const {fake: elsewhere} = await fakes.testOpenAi(t, fakes.says(words));
  const redirect = answers(307, {location: `${elsewhere.baseUrl}/chat/completions`});
  t.deepEqual(await outcome(t, redirect), ['', 'agent_unavailable', undefined]);
  t.is(elsewhere.asked.length, 0);
});

test('a status says whether to try again', async t => {
  for (const status of [408, 409, 429, 500, 502, 503, 529]) {
    t.deepEqual(await outcome(t, answers(status)), ['', 'agent_unavailable', 1], String(status));
  }
  for (const status of [401, 402, 403, 404, 405, 410]) {
    t.deepEqual(await outcome(t, answers(status)), ['', 'agent_unavailable', undefined], String(status));
  }
  for (const status of [400, 413, 418, 422]) {
    t.deepEqual(await outcome(t, answers(status)), ['', 'agent_refused', undefined], String(status));
  }
});

test('Retry-After is honoured as seconds and as a date, up to a minute', async t => {
  const wait = async (value: string) => (await outcome(t, answers(429, {'retry-after': value})))[2] ?? 0;
  t.is(await wait('7'), 7);
  t.is(await wait('0'), 0);
  t.is(await wait('3600'), 60);
  t.is(await wait('soon'), 1);
  const seconds = await wait(new Date(Date.now() + 20_000).toUTCString());
  t.true(seconds >= 18 && seconds <= 20, String(seconds));
  t.is(await wait('Mon, 01 Jan 2024 00:00:00 GMT'), 0);
});

test('the body of an error is not waited for', async t => {
  const behave: Behaviour = response => response.writeHead(500).write('and so on');
  t.deepEqual(await outcome(t, behave), ['', 'agent_unavailable', 1]);
});

test('an abort is heard while the connection is still being made', async t => {
  const {upstream} = await fakes.testOpenAi(t, hangs);
  const silent = createServer(); // never says hello
  const connected = once(silent, 'connection');
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    (await connected)[0].destroy();
    silent.close();
  });
  const {port} = silent.address() as AddressInfo;
  const baseUrl = `https://127.0.0.1:${port}`;
  const agent = createOpenAiAgent({upstream, log: testLog(), baseUrl, model: 'fake-1', maxChars: 4000});
  const stop = new AbortController();
  const heard = hear(agent, {signal: stop.signal});
  await connected;
  const begin = performance.now();
  stop.abort('late');
  t.is((await heard).error, 'late');
  t.true(performance.now() - begin < 250);
});

test('a connection serves many replies, also where the provider is slow to end them', async t => {
  const {agent, fake} = await fakes.testOpenAi(t, fakes.says(words));
  for (let i = 0; i < 10; i++) t.is((await hear(agent)).text, text);
  t.true((await fake.connections()) < 5); // the next request may overtake the end of an answer
  fake.behave = streams(fakes.completion(words), {after: hangs});
  t.is((await hear(agent)).text, text);
  await until(() => fake.open() === 0);
});

test('fifty turns at once leave no connection behind when the agent is closed', async t => {
  const {agent, fake, upstream} = await fakes.testOpenAi(t, fakes.says(words, 5));
  const heard = await Promise.all(Array.from({length: 50}, () => hear(agent)));
  t.true(heard.every(({text: said}) => said === text));
  await upstream.close();
  await until(async () => (await fake.connections()) === 0);
});

test('a clinic may name a model of its own; where none is named nobody is asked', async t => {
  const {agent, fake, upstream} = await fakes.testOpenAi(t, fakes.says(words));
  await hear(agent, {clinic: clinic({agent: {model: 'other-2'}})});
  t.is(fake.heard().model, 'other-2');
  const bare = createOpenAiAgent({upstream, log: testLog(), baseUrl: fake.baseUrl, maxChars: 4000});
  const {error} = await hear(bare);
  t.like(error, {code: 'agent_unavailable', retry: false});
  t.is(fake.asked.length, 1);
});

test('a turn that is broken off between two pieces says nothing more', async t => {
  const {agent} = await fakes.testOpenAi(t, fakes.says(words));
  const stop = new AbortController();
  const pieces = agent.reply(question({signal: stop.signal}))[Symbol.asyncIterator]();
  await pieces.next();
  stop.abort('lost');
  t.is(await pieces.next().catch((reason: unknown) => reason), 'lost');
});

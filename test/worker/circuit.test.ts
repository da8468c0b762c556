import {ChatError} from '../../core/errors.ts';
import {unreached} from '../../worker/agents/upstream/errors.ts';
import {faultOf} from '../../worker/agents/upstream/faults.ts';
import {clinic, hear} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour, hangs, streams} from '../helpers/fake-upstream.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const words = ['Good ', 'day'];
const text = words.join('');

test('a dead provider costs nothing once its circuit is open, until it is back', async t => {
  const {agent, fake, log} = await fakes.testOpenAi(t, answers(503), {failures: 3, openMs: 300});
  for (let i = 0; i < 3; i++) await hear(agent, {message: `m${i}`});
  await log.seen('circuit.opened', {agent: 'openai', code: 'failing'});
  const begin = performance.now();
  const {error} = await hear(agent);
  t.true(performance.now() - begin < 50); // the target is 5; a busy machine needs some more
  t.true(error instanceof ChatError && error.code === 'agent_unavailable' && error.retry);
  t.is(fake.asked.length, 3);
  fake.behave = fakes.says(words);
  t.is(await until(async () => (await hear(agent)).text), text);
});

test('one question that fails again and again opens no circuit for others', async t => {
  const {agent, fake} = await fakes.testOpenAi(t, answers(500), {failures: 3});
  for (let i = 0; i < 6; i++) await hear(agent, {message: 'the same'});
  fake.behave = fakes.says(words);
  t.is((await hear(agent, {message: 'another'})).text, text);
});

test('strange answers open no circuit, however many', async t => {
  const strange: Behaviour[] = [
    answers(400),
    answers(413),
    answers(200, {'content-type': 'text/html'}, '<p>Sign in</p>'),
    answers(200, {'content-type': 'application/json'}, '{"object":"error"}'),
    answers(429),
    streams(['data: {\n\n']),
    fakes.says([]),
    fakes.stopsAfter(words),
    fakes.cutsAfter(words),
    fakes.failsAfter(words),
    streams(fakes.completion(words, 'tool_calls')),
    streams(fakes.completion(words, 'content_filter')),
  ];
  const {agent, fake} = await fakes.testOpenAi(t, hangs, {failures: 1, openMs: 60_000});
  for (const [i, behave] of strange.entries()) {
    fake.behave = behave;
    t.true((await hear(agent, {message: `m${i}`})).error instanceof ChatError, String(i));
  }
  fake.behave = fakes.says(words);
  t.is((await hear(agent)).text, text);
});

test('while one call tries whether the provider is back, the others do not wait', async t => {
  const {agent, fake} = await fakes.testOpenAi(t, answers(503), {failures: 1, openMs: 50});
  await hear(agent);
  fake.behave = hangs;
  const stop = new AbortController();
  const trial = await until(async () => {
    const heard = hear(agent, {signal: stop.signal});
    const first = await Promise.race([
      heard,
      until(() => fake.asked.length === 2, 200).catch(() => 'refused'),
    ]);
    return first === true ? [heard] : null;
  });
  t.is((await hear(agent)).text, '');
  t.is(fake.asked.length, 2);
  stop.abort('lost');
  t.is((await trial[0])?.error, 'lost');
  fake.behave = answers(503);
  t.is((await hear(agent)).text, '', 'a trial that we broke off proves nothing');
  t.is((await hear(agent)).text, '');
  t.is(fake.asked.length, 3);
});

test('what the operator must mend opens the circuit at once, and those who come meanwhile hear the same', async t => {
  for (const status of [401, 402, 403, 404, 307]) {
    const {agent, fake, log} = await fakes.testOpenAi(t, answers(status), {openMs: 60_000});
    const [first, second] = [await hear(agent, {message: 'm1'}), await hear(agent, {message: 'm2'})];
    for (const {error} of [first, second])
      t.like(error, {code: 'agent_unavailable', retry: false}, String(status));
    t.is(fake.asked.length, 1);
    await log.seen('circuit.opened');
  }
});

test('a clinic that names a model of its own has a circuit of its own', async t => {
  const behave: Behaviour = (response, asked) =>
    asked.raw.includes('"other-2"') ? answers(404)(response, asked) : fakes.says(words)(response, asked);
  const {agent, log, upstream} = await fakes.testOpenAi(t, behave);
  const own = clinic({id: 'own', agent: {model: 'other-2'}});
  t.is((await hear(agent, {clinic: own})).text, '');
  await log.seen('circuit.opened', {agent: 'openai', clinic: 'own', code: 'not_found'});
  t.is((await hear(agent)).text, text);
  t.deepEqual(
    upstream.standings().map(({name, isOpen, fault}) => [name, isOpen, fault?.code]),
    [
      ['openai own', true, 'not_found'],
      ['openai', false, undefined],
    ],
  );
});

test('aborts of our own leave the circuit closed', async t => {
  const {agent, fake} = await fakes.testOpenAi(t, hangs, {failures: 1});
  const stop = new AbortController();
  const heard = hear(agent, {signal: stop.signal});
  await until(() => fake.open() === 1);
  stop.abort('lost');
  await heard;
  fake.behave = fakes.says(words);
  t.is((await hear(agent)).text, text);
});

test('what keeps a connection from being made is told apart', t => {
  const told = (code: string) => faultOf(unreached(Object.assign(new Error('x'), {code})))?.code;
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EPROTO'])
    t.is(told(code), 'unreachable');
  for (const code of [
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])
    t.is(told(code), 'untrusted');
});

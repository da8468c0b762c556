import test from 'ava';
import {ChatError} from '../../core/errors.ts';
import {hear} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, hangs} from '../helpers/fake-upstream.ts';
import {until} from '../helpers/until.ts';

const words = ['Good ', 'day'];
const text = words.join('');

test('a dead provider costs nothing once its circuit is open, until it is back', async t => {
  const {agent, fake, log} = await fakes.testOpenAi(t, answers(503), {failures: 3, openMs: 300});
  for (let i = 0; i < 3; i++) await hear(agent);
  await log.seen('circuit.opened');
  const begin = performance.now();
  const {error} = await hear(agent);
  t.true(performance.now() - begin < 50); // the target is 5; a busy machine needs some more
  t.true(error instanceof ChatError && error.code === 'agent_unavailable');
  t.is(fake.asked.length, 3);
  fake.behave = fakes.says(words);
  t.is(await until(async () => (await hear(agent)).text), text);
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
  t.is((await hear(agent)).text, '');
  t.is(fake.asked.length, 2, 'a trial that we broke off proves nothing');
});

test('refusals, and aborts of our own, leave the circuit closed', async t => {
  const {agent, fake} = await fakes.testOpenAi(t, answers(401), {failures: 1});
  await hear(agent);
  fake.behave = answers(429);
  await hear(agent);
  fake.behave = hangs;
  const stop = new AbortController();
  const heard = hear(agent, {signal: stop.signal});
  await until(() => fake.open() === 1);
  stop.abort('lost');
  await heard;
  fake.behave = fakes.says(words);
  t.is((await hear(agent)).text, text);
});

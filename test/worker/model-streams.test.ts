/** Model servers as they are: whatever they send, a half answer is never told as done, and a thought is never seen. */

import {ChatError} from '../../core/errors.ts';
import {faultOf} from '../../worker/agents/upstream/faults.ts';
import {furtherStreams} from '../fixtures/further-model-streams.ts';
import {modelStreams as firstStreams, type ModelStream} from '../fixtures/model-streams.ts';
import {type Heard, hear} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {type Behaviour, bytewise, cuts, streams} from '../helpers/fake-upstream.ts';
import {test} from '../helpers/test.ts';

const modelStreams = [...firstStreams, ...furtherStreams];

const titleOf = ({server, name}: ModelStream) => `${server}: ${name}`;

function comesTo({text, error}: Heard): string {
  if (error === undefined) return text;
  return `(${faultOf(error)?.code ?? (error instanceof ChatError ? error.code : error)})`;
}

const expected = ({expect}: ModelStream) => ('text' in expect ? expect.text : `(${expect.fault})`);

/** The frames from this one on cannot make a whole reply half any more. */
function wholeFrom({frames, wholeAt, expect}: ModelStream): number {
  if (!('text' in expect)) return Number.POSITIVE_INFINITY;
  return wholeAt ?? frames.findIndex(frame => /"finish_reason":\s*"\w/.test(frame));
}

test('there are at least forty of them, of the servers that people use', t => {
  t.true(modelStreams.length >= 40);
  for (const server of ['OpenAI', 'Azure', 'Mistral', 'Groq', 'OpenRouter', 'DeepSeek', 'Ollama', 'vLLM'])
    t.true(modelStreams.filter(stream => stream.server === server).length >= 3, server);
});

test('each comes to what it must, in any pieces', async t => {
  for (const stream of modelStreams) {
    const {frames, type = 'text/event-stream', isTakenBack = false} = stream;
    for (const parts of [frames, [frames.join('')], bytewise(frames.join(''))]) {
      const {agent} = await fakes.testOpenAi(t, streams(parts, {type}));
      const heard = await hear(agent);
      t.is(comesTo(heard), expected(stream), titleOf(stream));
      if (!isTakenBack) t.false(JSON.stringify(heard).includes('secret'), titleOf(stream));
      t.false(heard.text.includes('secret'), titleOf(stream));
    }
  }
});

test('a model that marks only the end of its thoughts shows them once, and never again', async t => {
  const [stream] = modelStreams.filter(({name}) => name === 'thoughts of which only the end is marked');
  const {agent, log} = await fakes.testOpenAi(t, streams(stream?.frames ?? []));
  t.is((await hear(agent)).resets, 1);
  await log.seen('dialect.learned', {agent: 'openai', reason: 'its thoughts have only an end'});
  const again = await hear(agent);
  t.deepEqual([again.text, again.resets], ['We open at 8.', 0]);
  t.false(JSON.stringify(again).includes('secret'));
  const {agent: other, fake} = await fakes.testOpenAi(t, streams(stream?.frames ?? []));
  await hear(other);
  fake.behave = fakes.says(['We open', ' at 8.']);
  t.is((await hear(other)).text, 'We open at 8.', 'one that does not think this time is heard all the same');
});

test('thoughts that are opened and never ended are no reply, and those within thoughts end with them', async t => {
  const reply = async (...words: string[]) =>
    comesTo(await hear((await fakes.testOpenAi(t, fakes.says(words))).agent));
  t.is(await reply('<think>We must', ' not say'), '(empty)');
  t.is(await reply('<think>a <think>b</think> c</think>We open.'), 'We open.');
  t.is(await reply('<think>a <think>b</think> c'), '(empty)');
  t.is(await reply('<THINK>a</Think> We open.'), 'We open.');
  t.is(await reply('Is 3 <', ' 4? [thi', 's one] ana', 'lysis'), 'Is 3 < 4? [this one] analysis');
  t.is(await reply('ana', 'lysis of your visit'), 'analysis of your visit');
  t.is(await reply('analysis'), 'analysis');
});

test('a server that never says why it ended is taken at its [DONE] where the settings say so', async t => {
  const wire = fakes.completion(['We open at 8.']).filter(frame => !frame.includes('"stop"'));
  const settings = {endsWithDone: true};
  const {agent, fake} = await fakes.testOpenAi(t, streams(wire), {}, settings);
  t.is(comesTo(await hear(agent)), 'We open at 8.');
  fake.behave = streams(wire.slice(0, -1));
  t.is(comesTo(await hear(agent)), '(unfinished)');
  fake.behave = streams(fakes.completion(['We open'], 'error'));
  t.is(comesTo(await hear(agent)), '(stopped)');
});

test('cut behind any frame, none is told as done before its server has said so', async t => {
  let count = 0;
  for (const stream of modelStreams) {
    const {frames, type = 'text/event-stream', isTakenBack = false} = stream;
    for (let cut = 0; cut < frames.length; cut++) {
      const endings: Behaviour[] = [cuts, response => response.end()];
      for (const after of endings) {
        const {agent} = await fakes.testOpenAi(t, streams(frames.slice(0, cut), {type, after}));
        const heard = await hear(agent);
        const title = `${titleOf(stream)}, cut behind ${cut}`;
        count += 1;
        if (cut > wholeFrom(stream)) t.is(comesTo(heard), expected(stream), title);
        else t.true(heard.error instanceof ChatError, title);
        if (!isTakenBack) t.false(JSON.stringify(heard).includes('secret'), title);
      }
    }
  }
  t.true(count > 400, String(count));
});

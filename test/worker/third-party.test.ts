/** A mock server that somebody else wrote, in its ordinary ways and with all the faults that it has for chat. */
import {LLMock} from '@copilotkit/aimock';
import {faultOf} from '../../worker/agents/upstream/faults.ts';
import {hear} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {hangs} from '../helpers/fake-upstream.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

const text = 'We open at eight. We close at six, and on Sunday we are closed.';
const paths = {
  OpenAI: '/v1',
  OpenRouter: '/api/v1',
  Azure: '/openai/deployments/fake-1?api-version=2024-10-21',
};

async function startMock(t: ExecutionContext): Promise<LLMock> {
  const mock = new LLMock({port: 0, logLevel: 'silent'});
  await mock.start();
  t.teardown(() => mock.stop());
  return mock;
}

/** What it comes to when this is asked: the reply, or the fault, and what went out on the way. */
async function ask(t: ExecutionContext, mock: LLMock, question: string, path = paths.OpenAI) {
  const waits = {firstWordMs: 1500, betweenWordsMs: 1500};
  const {agent} = await fakes.testOpenAi(t, hangs, waits, {baseUrl: `${mock.url}${path}`});
  const heard = await hear(agent, {text: question});
  return {...heard, comesTo: heard.error ? `(${faultOf(heard.error)?.code})` : heard.text};
}

for (const [server, path] of Object.entries(paths)) {
  test(`a mock of ${server} by somebody else is understood`, async t => {
    const mock = await startMock(t);
    mock.onMessage('plain', {content: text}, {chunkSize: 4});
    mock.onMessage('thinks', {content: text, reasoning: 'The secret is out.'}, {chunkSize: 5});
    mock.onMessage('aloud', {content: `<think>secret</think>\n${text}`}, {chunkSize: 3});
    mock.onMessage('slow', {content: text}, {latency: 40, streamingProfile: {ttft: 300, tps: 100}});
    mock.onMessage('comments', {content: text}, {openRouterProcessing: true});
    for (const question of ['plain', 'thinks', 'aloud', 'slow', 'comments']) {
      const {comesTo, pieces, facts} = await ask(t, mock, question, path);
      t.is(comesTo, text, question);
      t.false(pieces.join('').includes('secret'));
      t.true((facts.tokens?.output ?? 0) > 0 || server !== 'OpenAI');
    }
    const {headers} = mock.getLastRequest() ?? {};
    t.truthy(server === 'Azure' ? headers?.['api-key'] : headers?.['authorization']);
  });
}

test('a mock by somebody else: no end but a good one is taken for the end', async t => {
  const mock = await startMock(t);
  mock.onMessage('long', {content: text.slice(0, 40), finishReason: 'length'}, {chunkSize: 6});
  mock.onMessage('filtered', {content: text.slice(0, 20), finishReason: 'content_filter'});
  mock.onMessage('unknown', {content: text.slice(0, 20), finishReason: 'paused'});
  mock.onMessage('tools', {toolCalls: [{name: 'find', arguments: '{}'}]});
  mock.onMessage('truncated', {content: text}, {chunkSize: 4, truncateAfterChunks: 5});
  mock.onMessage('disconnects', {content: text}, {chunkSize: 4, latency: 30, disconnectAfterMs: 100});
  t.is((await ask(t, mock, 'long')).comesTo, 'We open at eight. …');
  t.is((await ask(t, mock, 'filtered')).comesTo, '(filtered)');
  t.is((await ask(t, mock, 'unknown')).comesTo, '(stopped)');
  t.is((await ask(t, mock, 'tools')).comesTo, '(tool_called)');
  for (const question of ['truncated', 'disconnects'])
    t.regex((await ask(t, mock, question)).comesTo, /^\((?:cut|unfinished|unreachable)\)$/);
});

test('a mock by somebody else: its refusals and its chaos are named', async t => {
  const mock = await startMock(t);
  mock.onMessage('plain', {content: text}, {chunkSize: 4});
  const refusals = {
    401: ['invalid_api_key', 'key_refused'],
    404: ['model_not_found', 'not_found'],
    429: ['rate_limit_exceeded', 'busy'],
    400: ['context_length_exceeded', 'too_long'],
    500: ['server_error', 'failing'],
    503: ['overloaded', 'failing'],
  };
  for (const [status, [code = '', fault = '']] of Object.entries(refusals)) {
    mock.nextRequestError(Number(status), {message: 'No.', type: 'error', code});
    t.is((await ask(t, mock, 'plain')).comesTo, `(${fault})`);
  }
  const chaos = {
    dropRate: '(failing)',
    malformedRate: '(strange)',
    rateLimitRate: '(busy)',
    disconnectRate: '(unreachable)',
  };
  for (const [rate, fault] of Object.entries(chaos)) {
    mock.setChaos({[rate]: 1});
    t.is((await ask(t, mock, 'plain')).comesTo, fault, rate);
    mock.clearChaos();
  }
  mock.setChaos({latencyMs: 3000});
  t.is((await ask(t, mock, 'plain')).comesTo, '(silent)');
  mock.clearChaos();
  t.is((await ask(t, mock, 'plain')).comesTo, text);
});

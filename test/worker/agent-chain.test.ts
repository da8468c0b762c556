import test, {type ExecutionContext} from 'ava';
import {ChatError} from '../../core/errors.ts';
import {type AgentConfig, createAgent} from '../../worker/agents/create-agent.ts';
import {clinic, hear} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour, fakeUpstream, hangs} from '../helpers/fake-upstream.ts';
import {testLog} from '../helpers/log.ts';
import {until} from '../helpers/until.ts';

const none = {
  openai: {baseUrl: undefined, apiKey: undefined, model: undefined},
  http: {url: undefined, secret: undefined},
  agentMaxChars: 4000,
};

/** A model, then a back end, then the embedded agent. */
async function testChain(t: ExecutionContext, model: Behaviour, backEnd: Behaviour = answers(503)) {
  const log = testLog();
  const openai = await fakes.fakeOpenAi(t, model);
  const http = await fakeUpstream(t, backEnd);
  const config: AgentConfig = {
    ...none,
    agents: ['openai', 'http', 'faq'],
    openai: {baseUrl: openai.baseUrl, apiKey: 'k', model: 'fake-1'},
    http: {url: http.url, secret: undefined},
  };
  const agent = createAgent(config, log, {firstPieceMs: 200, failures: 2});
  t.teardown(() => agent.close?.());
  return {agent, openai, http, log};
}

const code = (error: unknown) => (error instanceof ChatError ? error.code : error);
const plain = (text: string) => answers(200, {'content-type': 'text/plain'}, text);

test('the first agent answers where it can, and says so', async t => {
  const {agent, http} = await testChain(t, fakes.says(['Hello.']), plain('From http.'));
  const {text, facts} = await hear(agent);
  t.deepEqual([text, facts.agent], ['Hello.', 'openai']);
  t.is(http.asked.length, 0);
});

test('the next one answers where the first is down, silent or shut off by its circuit', async t => {
  const {agent, openai, log} = await testChain(t, answers(503), plain('From http.'));
  for (const behave of [answers(503), hangs, hangs]) {
    openai.behave = behave;
    const {text, facts, error} = await hear(agent);
    t.deepEqual([text, facts.agent, error], ['From http.', 'http', undefined]);
  }
  t.is(openai.asked.length, 2);
  await log.seen('agent.failed', {agent: 'openai', code: 'agent_timeout'});
});

test('the embedded agent is the last resort, with the tokens of nobody', async t => {
  const {agent} = await testChain(t, fakes.says([]));
  const {facts, error} = await hear(agent);
  t.is(error, undefined);
  t.is(facts.agent, 'faq');
});

test('what will not pass is not hidden by somebody else', async t => {
  const {agent, http} = await testChain(t, answers(401), plain('From http.'));
  t.is(code((await hear(agent)).error), 'agent_refused');
  t.is(http.asked.length, 0);
});

test('nobody takes over in the middle of a reply', async t => {
  const {agent, http} = await testChain(t, fakes.cutsAfter(['Hello', ' and']), plain('From http.'));
  const {text, error, facts} = await hear(agent);
  t.deepEqual([text, code(error), facts.agent], ['Hello and', 'agent_unavailable', 'openai']);
  t.is(http.asked.length, 0);
});

test('where nobody answers, the first failure is what is thrown', async t => {
  const {agent} = await testChain(t, answers(429, {'retry-after': '9'}), answers(404));
  const {error} = await hear(agent, {clinic: clinic({agent: {use: ['openai', 'http']}})});
  t.true(error instanceof ChatError);
  t.deepEqual(error instanceof ChatError && [error.code, error.retryAfterSeconds], ['agent_unavailable', 9]);
});

test('an abort is not taken for a failure that another agent could mend', async t => {
  const {agent, openai, http} = await testChain(t, hangs, plain('From http.'));
  const stop = new AbortController();
  const heard = hear(agent, {signal: stop.signal});
  await until(() => openai.open() === 1);
  stop.abort('lost');
  t.is((await heard).error, 'lost');
  t.is(http.asked.length, 0);
});

test('a clinic names its own agents', async t => {
  const {agent, openai} = await testChain(t, fakes.says(['Hello.']), plain('From http.'));
  const {facts} = await hear(agent, {clinic: clinic({agent: {use: ['faq']}})});
  t.is(facts.agent, 'faq');
  t.is(openai.asked.length, 0);
});

test('an agent that lacks its settings is an error at the start, or a refusal where only a clinic names it', async t => {
  t.throws(() => createAgent({...none, agents: ['openai', 'http']}, testLog()), {
    message:
      'The agents cannot be set up:\n' +
      '  OPENAI_BASE_URL: AGENT names openai, so it is required\n' +
      '  OPENAI_MODEL: AGENT names openai, so it is required\n' +
      '  AGENT_URL: AGENT names http, so it is required',
  });
  const agent = createAgent({...none, agents: ['faq']}, testLog());
  for (const use of ['openai', 'http'] as const) {
    const {error} = await hear(agent, {clinic: clinic({agent: {use: [use]}})});
    t.is(code(error), 'agent_refused');
  }
});

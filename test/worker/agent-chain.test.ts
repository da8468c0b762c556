import {ChatError} from '../../core/errors.ts';
import {type AgentConfig, createAgent, doubtsOf} from '../../worker/agents/create-agent.ts';
import {clinic, hear} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour, fakeUpstream, hangs, streams} from '../helpers/fake-upstream.ts';
import {testLog} from '../helpers/log.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
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
  const agent = createAgent(config, log, {firstWordMs: 500, failures: 2});
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
  for (const [i, behave] of [answers(503), hangs, hangs].entries()) {
    openai.behave = behave;
    const {text, facts, error} = await hear(agent, {message: `m${i}`});
    t.deepEqual([text, facts.agent, error], ['From http.', 'http', undefined]);
  }
  t.is(openai.asked.length, 2);
  await log.seen('agent.failed', {agent: 'openai', code: 'silent', level: 'warn'});
});

test('the embedded agent is the last resort, with the tokens of nobody', async t => {
  const {agent} = await testChain(t, fakes.says([]));
  const {facts, error} = await hear(agent);
  t.is(error, undefined);
  t.is(facts.agent, 'faq');
});

test('what the operator must mend is an error in the log, and the next one answers within a second', async t => {
  const {agent, openai, log} = await testChain(t, answers(401), plain('From http.'));
  const refusals: Record<string, Behaviour> = {
    key_refused: answers(401, {}, '{"error":{"message":"Incorrect API key provided: sk-canary"}}'),
    credit_spent: answers(429, {}, '{"error":{"code":"insufficient_quota"}}'),
    forbidden: answers(403),
    not_found: answers(404),
    redirected: answers(308, {location: 'https://elsewhere.example'}),
    field_refused: answers(422, {}, '{"detail":[{"type":"extra_forbidden","loc":["body","x"]}]}'),
  };
  for (const [code, behave] of Object.entries(refusals)) {
    openai.behave = behave;
    const begin = performance.now();
    const {text, error} = await hear(agent, {
      message: code,
      clinic: clinic({id: code, agent: {model: code}}),
    });
    t.deepEqual([text, error], ['From http.', undefined]);
    t.true(performance.now() - begin < 1000);
    await log.seen('agent.failed', {level: 'error', agent: 'openai', code});
  }
  const lines = log.lines.filter(({msg}) => msg === 'agent.failed');
  t.is(new Set(lines.map(({reason}) => reason)).size, 6);
  t.is(lines.find(({code}) => code === 'key_refused')?.['reason'], 'the model refuses our key');
  t.false(JSON.stringify(log.lines).includes('canary'));
});

test('what one said before it failed is taken back, and the next one begins anew', async t => {
  const {agent} = await testChain(t, fakes.cutsAfter(['Hello', ' and']), plain('From http.'));
  const {pieces, resets, text, error, facts} = await hear(agent);
  t.deepEqual([pieces.join('|'), resets], ['Hello| and|From http.', 1]);
  t.deepEqual([text, error, facts.agent], ['From http.', undefined, 'http']);
});

test('what a model will not answer is nobody else’s to answer', async t => {
  const {agent, http} = await testChain(
    t,
    streams(fakes.completion(['Take', ' it'], 'content_filter')),
    plain('From http.'),
  );
  const {text, resets, error} = await hear(agent);
  t.deepEqual([text, resets, http.asked.length], ['', 1, 0]);
  t.true(error instanceof ChatError && error.code === 'agent_refused' && !error.retry);
});

test('where nobody answers, what may pass is thrown before what will not, and what was said is taken back', async t => {
  const {agent, openai} = await testChain(t, answers(404), answers(429, {'retry-after': '9'}));
  const own = clinic({agent: {use: ['openai', 'http']}});
  const {error} = await hear(agent, {clinic: own});
  t.like(error, {code: 'agent_unavailable', retry: true, retryAfterSeconds: 9});
  openai.behave = fakes.cutsAfter(['Hello']);
  const alone = clinic({id: 'alone', agent: {use: ['openai'], model: 'm'}});
  const broken = await hear(agent, {clinic: alone});
  t.deepEqual([broken.text, broken.resets, code(broken.error)], ['', 1, 'agent_unavailable']);
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
  const openai = {baseUrl: 'https://host.example/v1/chat/completions', model: 'm'};
  t.throws(() => createAgent({...none, agents: ['openai'], openai}, testLog()), {
    message: /OPENAI_BASE_URL: must be the address before/,
  });
  const agent = createAgent({...none, agents: ['faq']}, testLog());
  for (const use of ['openai', 'http'] as const) {
    const {error} = await hear(agent, {clinic: clinic({agent: {use: [use]}})});
    t.like(error, {code: 'agent_unavailable', retry: false});
  }
});

test('who was merely slow is not asked again, also where another one might answer later', async t => {
  const {agent, openai} = await testChain(t, hangs, answers(503));
  const only = clinic({agent: {use: ['openai', 'http']}});
  const {error} = await hear(agent, {clinic: only, message: 'm1'});
  t.like(error, {code: 'agent_timeout', retry: false});
  openai.behave = answers(503);
  t.like((await hear(agent, {clinic: only, message: 'm2'})).error, {code: 'agent_unavailable', retry: true});
});

test('a question that was never asked, since a slow one is left alone for a while, is asked later', async t => {
  const {agent, openai} = await testChain(t, hangs, answers(503));
  const only = clinic({agent: {use: ['openai']}});
  for (const message of ['m1', 'm2']) await hear(agent, {clinic: only, message});
  t.is(openai.asked.length, 2);
  const {error} = await hear(agent, {clinic: only, message: 'm3'});
  t.like(error, {code: 'agent_timeout', retry: true, retryAfterSeconds: 10});
  t.is(openai.asked.length, 2);
});

test('all who are asked share the time of one', async t => {
  const log = testLog();
  const [openai, http] = [await fakes.fakeOpenAi(t, hangs), await fakeUpstream(t, hangs)];
  const agent = createAgent(
    {
      ...none,
      agents: ['openai', 'http'],
      openai: {baseUrl: openai.baseUrl, model: 'm'},
      http: {url: http.url, secret: undefined},
    },
    log,
    {firstWordMs: 400, wholeMs: 600},
  );
  t.teardown(() => agent.close?.());
  const begin = performance.now();
  t.like((await hear(agent)).error, {code: 'agent_timeout', retry: false});
  t.true(performance.now() - begin < 790);
  await log.seen('agent.failed', {agent: 'http', code: 'endless'});
});

test('what can hardly be meant is said at the start', async t => {
  const log = testLog();
  const openai = {baseUrl: 'https://host.example', model: 'm'};
  const agent = createAgent({...none, agents: ['faq', 'openai', 'openai'], openai}, log);
  t.teardown(() => agent.close?.());
  const reasons = log.lines.filter(({msg}) => msg === 'config.doubtful').map(({reason}) => String(reason));
  t.is(reasons.length, 2);
  t.regex(reasons[0] ?? '', /^AGENT: openai, openai can never be reached behind faq/);
  t.regex(reasons[1] ?? '', /^OPENAI_BASE_URL: has no \/v1/);
  const both = {
    ...none,
    agents: ['openai', 'http', 'faq'] as const,
    openai: {...openai, baseUrl: 'https://host.example/v1'},
  };
  const patience = {firstWordMs: 40_000, betweenWordsMs: 20_000, wholeMs: 42_000};
  t.deepEqual(doubtsOf({...both, agents: [...both.agents], patience}), [
    'AGENT: where openai is silent, http has 2000 ms left: lower FIRST_WORD_TIMEOUT_MS, or raise ATTEMPT_TIMEOUT_MS',
  ]);
  t.deepEqual(
    doubtsOf({...both, agents: [...both.agents], patience: {...patience, firstWordMs: 20_000}}),
    [],
  );
});

import {type FaultCode, faultOf} from '../../worker/agents/upstream/faults.ts';
import {clinic, hear} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour} from '../helpers/fake-upstream.ts';
import {test} from '../helpers/test.ts';

const words = ['We open', ' at 8.'];
const text = words.join('');
const json = {'content-type': 'application/json'};

type Asked = Record<string, unknown>;

/** Answers well, unless the request has something that it refuses. */
function refuses(isRefused: (body: Asked) => boolean, status: number, told: unknown): Behaviour {
  return (response, asked) =>
    isRefused(JSON.parse(asked.raw) as Asked)
      ? answers(status, json, JSON.stringify(told))(response, asked)
      : fakes.says(words)(response, asked);
}

const has = (name: string) => (body: Asked) => name in body;

test('a field that a server refuses is left out for it from then on, and that is said once', async t => {
  const told = {
    object: 'error',
    message: {detail: [{type: 'extra_forbidden', loc: ['body', 'stream_options', 'include_usage']}]},
  };
  const {agent, fake, log} = await fakes.testOpenAi(t, refuses(has('stream_options'), 422, told));
  for (const message of ['m1', 'm2', 'm3']) t.is((await hear(agent, {message})).text, text);
  t.is(fake.asked.length, 4);
  const lines = log.lines.filter(({msg}) => msg === 'dialect.learned');
  t.deepEqual(
    lines.map(({agent: who, reason}) => [who, reason]),
    [['openai', 'without stream_options']],
  );
});

test('each server has its own way to say so, and its own fields', async t => {
  const body = {temperature: 0.2, max_tokens: 300, top_p: 0.9};
  const cases: [(asked: Asked) => boolean, number, unknown, Asked][] = [
    [
      has('max_tokens'),
      400,
      {
        error: {
          code: 'unsupported_parameter',
          param: 'max_tokens',
          message: "Use 'max_completion_tokens' instead.",
        },
      },
      {temperature: 0.2, max_completion_tokens: 300, top_p: 0.9},
    ],
    [
      asked => asked['temperature'] !== undefined,
      400,
      {error: {message: "Unsupported value: 'temperature' does not support 0.2 with this model."}},
      {max_tokens: 300, top_p: 0.9},
    ],
    [
      has('top_p'),
      400,
      {message: '`temperature` and `top_p` cannot both be specified for this model.'},
      {max_tokens: 300},
    ],
    [
      asked => 'stream_options' in asked || 'temperature' in asked,
      400,
      'Bad Request',
      {max_tokens: undefined, top_p: undefined},
    ],
  ];
  for (const [isRefused, status, told, left] of cases) {
    const {agent, fake} = await fakes.testOpenAi(t, refuses(isRefused, status, told), {}, {body});
    t.is((await hear(agent)).text, text);
    const {messages: _, model, stream, stream_options: __, ...rest} = fake.heard();
    t.deepEqual([model, stream], ['fake-1', true]);
    t.like(rest, left);
    t.false(isRefused(fake.heard()));
  }
});

test('a server that knows neither name for the length is asked without one', async t => {
  const isRefused = (asked: Asked) => 'max_tokens' in asked || 'max_completion_tokens' in asked;
  const behave: Behaviour = (response, asked) => {
    const name = Object.keys(JSON.parse(asked.raw)).find(key => key.startsWith('max_'));
    return refuses(isRefused, 400, {error: {message: `Unknown parameter: ${name}`}})(response, asked);
  };
  const {agent, fake} = await fakes.testOpenAi(t, behave, {}, {body: {max_tokens: 300}});
  t.is((await hear(agent)).text, text);
  t.is(fake.asked.length, 3);
});

test('where leaving out all that is optional does not help, nothing is learned', async t => {
  const told = {error: {message: 'Invalid value for messages'}};
  const {agent, fake, log} = await fakes.testOpenAi(t, answers(400, json, JSON.stringify(told)));
  t.is(faultOf((await hear(agent, {message: 'm1'})).error)?.code, 'request_refused');
  t.is(fake.asked.length, 2);
  fake.behave = fakes.says(words);
  t.is((await hear(agent, {message: 'm2'})).text, text);
  t.true('stream_options' in fake.heard());
  t.false(log.lines.some(({msg}) => msg === 'dialect.learned'));
});

test('a field of the settings that is refused is the operator’s to take out', async t => {
  const told = {error: {message: 'Unknown name "logit_bias"'}};
  const settings = {body: {logit_bias: {}}};
  const {agent} = await fakes.testOpenAi(t, answers(400, json, JSON.stringify(told)), {}, settings);
  const {error} = await hear(agent);
  t.like(faultOf(error), {code: 'field_refused', whose: 'operator'});
});

test('what a refusal says tells whose fault it is', async t => {
  const cases: [number, unknown, FaultCode][] = [
    [
      400,
      {error: {code: 'context_length_exceeded', message: 'maximum context length is 8192 tokens'}},
      'too_long',
    ],
    [400, {error: {message: 'The request exceeds the available context size', code: 400}}, 'too_long'],
    [400, {error: {code: 'content_filter', innererror: {code: 'ResponsibleAIPolicyViolation'}}}, 'filtered'],
    [403, {error: {code: 403, metadata: {reasons: ['violence'], flagged_input: 'x'}}}, 'filtered'],
    [400, [{error: {message: 'API key not valid. Please pass a valid API key.'}}], 'key_refused'],
    [429, {error: {type: 'insufficient_quota', code: 'insufficient_quota'}}, 'credit_spent'],
    [402, {error: {message: 'Insufficient Balance'}}, 'credit_spent'],
    [429, {error: {message: 'Rate limit reached for requests'}}, 'busy'],
    [400, {error: {message: 'The model `gpt-9` does not exist', code: 'model_not_found'}}, 'not_found'],
    [404, {error: {code: 'DeploymentNotFound'}}, 'not_found'],
    [403, {error: {message: 'Access denied due to Virtual Network rules.'}}, 'forbidden'],
  ];
  for (const [status, told, code] of cases) {
    const {agent, fake} = await fakes.testOpenAi(t, answers(status, json, JSON.stringify(told)));
    t.is(faultOf((await hear(agent)).error)?.code, code, JSON.stringify(told));
    t.is(fake.asked.length, 1);
  }
});

test('a model that takes no system message is told the same by the visitor’s first one', async t => {
  const isRefused = (asked: Asked) => JSON.stringify(asked['messages']).includes('"system"');
  const told = {error: {message: 'System role not supported'}};
  const {agent, fake} = await fakes.testOpenAi(t, refuses(isRefused, 400, told));
  const history = [
    {role: 'user' as const, text: 'Hello'},
    {role: 'agent' as const, text: 'Hello!'},
  ];
  t.is((await hear(agent, {history})).text, text);
  const {messages, stream_options: options} = fake.heard();
  t.deepEqual(
    messages.map(({role}) => role),
    ['user', 'assistant', 'user'],
  );
  t.regex(messages[0]?.content ?? '', /^You are .*<\/facts>\n\nHello$/s);
  t.truthy(options);
});

test('the settings’ headers and body go along, and the key where the server looks for it', async t => {
  const settings = {
    headers: {'X-Title': 'Clinic', 'HTTP-Referer': 'https://clinic.example'},
    body: {reasoning_effort: 'low', stream_options: undefined},
  };
  const {agent, fake} = await fakes.testOpenAi(t, fakes.says(words), {}, settings);
  await hear(agent);
  t.like(fake.asked[0]?.headers, {
    'x-title': 'Clinic',
    'http-referer': 'https://clinic.example',
    authorization: 'Bearer sk-canary',
  });
  t.like(fake.heard(), {reasoning_effort: 'low', model: 'fake-1'});

  for (const path of ['/openai/deployments/d1?api-version=2024-10-21', '/openai/v1/?api-version=preview']) {
    const server = await fakes.fakeOpenAi(t, fakes.says(words));
    const {agent: own} = await fakes.testOpenAi(t, fakes.says(words), {}, {baseUrl: `${server.url}${path}`});
    t.is((await hear(own)).text, text);
    const [asked] = server.asked;
    const [before, query] = path.split('?');
    t.is(asked?.path, `${before?.replace(/\/$/, '')}/chat/completions?${query}`);
    t.is(asked?.headers['api-key'], 'sk-canary');
    t.is(asked?.headers.authorization, undefined);
  }
});

test('a body that asks for no stream is answered whole', async t => {
  const document = JSON.stringify({
    choices: [{message: {content: text}, finish_reason: 'stop'}],
    usage: {prompt_tokens: 3, completion_tokens: 4},
  });
  const {agent, fake} = await fakes.testOpenAi(t, answers(200, json, document), {}, {body: {stream: false}});
  const {text: said, facts} = await hear(agent, {clinic: clinic({agent: {model: 'other-2'}})});
  t.deepEqual([said, facts.tokens], [text, {input: 3, output: 4}]);
  t.false('stream_options' in fake.heard());
});

import test from 'ava';
import {configFromEnv} from '../../core/config.ts';

const REDIS_URL = 'redis://127.0.0.1:6379';

test('every mistake of the configuration is listed at once, and no value is repeated', t => {
  const env = {
    PORT: '70000',
    LEGACY_WAIT_SECONDS: '-1',
    REDIS_URL: 'http://user:hunter2@host',
    AGENT: 'magic',
  };
  const {message} = t.throws(() => configFromEnv(env)) as Error;
  for (const name of ['PORT', 'LEGACY_WAIT_SECONDS', 'REDIS_URL', 'AGENT'])
    t.regex(message, new RegExp(`^  ${name}: `, 'm'));
  t.false(message.includes('hunter2'));
});

test('REDIS_URL is required', t => {
  t.throws(() => configFromEnv({}), {message: /REDIS_URL: is required/});
});

test('empty values count as absent', t => {
  t.deepEqual(configFromEnv({REDIS_URL, PORT: '', DEFAULT_CLINIC: ' '}), configFromEnv({REDIS_URL}));
});

test('production has no default clinic and lets no foreign origin in', t => {
  t.like(configFromEnv({REDIS_URL}), {defaultClinic: 'demo', allowedOrigins: ['*']});
  t.like(configFromEnv({REDIS_URL, NODE_ENV: 'production'}), {defaultClinic: undefined, allowedOrigins: []});
});

test('the configuration cannot be changed', t => {
  t.true(Object.isFrozen(configFromEnv({REDIS_URL})));
});

test('a wait that is longer than the attempt around it is refused, beside other mistakes', t => {
  const env = {REDIS_URL, FIRST_WORD_TIMEOUT_MS: '45000', ATTEMPT_TIMEOUT_MS: '45000', OPENAI_BODY: '[1]'};
  const {message} = t.throws(() => configFromEnv(env)) as Error;
  t.regex(message, /^ {2}FIRST_WORD_TIMEOUT_MS: must be smaller than ATTEMPT_TIMEOUT_MS/m);
  t.regex(message, /^ {2}OPENAI_BODY: must be a JSON object/m);
});

test('a wait that is not set fits into the attempt, whatever that may take', t => {
  t.like(configFromEnv({REDIS_URL}).patience, {firstWordMs: 40_000, betweenWordsMs: 20_000});
  for (const ms of ['100', '2000', '20000', '600000']) {
    const {patience, attemptTimeoutMs} = configFromEnv({REDIS_URL, ATTEMPT_TIMEOUT_MS: ms});
    t.true(Math.max(...Object.values(patience)) < attemptTimeoutMs, ms);
  }
});

test('headers for a model are pairs or JSON, and neither they nor the body are repeated in an error', t => {
  const openai = (env: Record<string, string>) => configFromEnv({REDIS_URL, ...env}).openai;
  const expected = {'X-Title': 'a clinic', Referer: 'https://a.example/?b=c'};
  t.deepEqual(openai({OPENAI_HEADERS: 'X-Title=a clinic, Referer=https://a.example/?b=c'}).headers, expected);
  t.deepEqual(openai({OPENAI_HEADERS: JSON.stringify(expected)}).headers, expected);
  t.deepEqual(openai({OPENAI_BODY: '{"top_p":0.5}'}).body, {top_p: 0.5});
  for (const env of [
    {OPENAI_HEADERS: 'api key=hunter2'},
    {OPENAI_HEADERS: '{"hunter2'},
    {OPENAI_HEADERS: '{"key":"hunter2\\n"}'},
    {OPENAI_BODY: '{"messages":["hunter2"]}'},
    {OPENAI_BODY: '"hunter2"'},
  ]) {
    const {message} = t.throws(() => openai(env)) as Error;
    t.regex(message, /^ {2}OPENAI_(?:HEADERS|BODY): must/m);
    t.false(message.includes('hunter2'));
  }
});

import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {allSettings, configFromEnv} from '../../core/config/config.ts';
import {envExample} from '../../core/settings/env-example.ts';
import {root} from '../../scripts/root.js';
import {testDataKeys} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';

const REDIS_URL = 'redis://127.0.0.1:6379';
const strong = {DATA_KEYS: testDataKeys, SESSION_SECRETS: testDataKeys.slice(6)};

test('every mistake of the configuration is listed once and at once, and no value is repeated', t => {
  const env = {
    NODE_ENV: 'staging',
    PORT: '70000',
    LEGACY_WAIT_SECONDS: '-1',
    REDIS_URL: 'http://user:hunter2@host',
    AGENT: 'magic',
    EVOLUTION_INSTANCES: 'willow',
  };
  const {message} = t.throws(() => configFromEnv(env)) as Error;
  const lines = message.split('\n').slice(1);
  t.deepEqual(lines.map(line => /^ {2}([A-Z_]+): .+/.exec(line)?.[1]).sort(), Object.keys(env).sort());
  t.notRegex(message, /hunter2|staging|70000|magic|willow/);
});

test('REDIS_URL is required', t => {
  t.throws(() => configFromEnv({}), {message: /REDIS_URL: is required/});
});

test('empty values count as absent', t => {
  t.deepEqual(configFromEnv({REDIS_URL, PORT: '', DEFAULT_CLINIC: ' '}), configFromEnv({REDIS_URL}));
});

test('production has no default clinic and lets no foreign origin in', t => {
  const development = configFromEnv({REDIS_URL});
  t.like(development, {clinics: {fallback: 'demo'}, server: {allowedOrigins: ['*']}});
  const production = configFromEnv({REDIS_URL, ...strong, NODE_ENV: 'production'});
  t.like(production, {clinics: {fallback: undefined}, server: {allowedOrigins: []}});
});

for (const origin of [
  'https://clinic.example/',
  'https://clinic.example/chat',
  'https://Clinic.example',
  'HTTPS://clinic.example',
  'https://clinic.example:443',
  'http://clinic.example:80',
  'https://*.clinic.example',
  '"https://clinic.example"',
  'clinic.example',
  'https://user@clinic.example',
  'https://clínica.example',
  'ftp://clinic.example',
  'null',
]) {
  test(`ALLOWED_ORIGINS is refused with ${origin}, which no browser says`, t => {
    const allow = (list: string) => () => configFromEnv({REDIS_URL, ALLOWED_ORIGINS: list});
    t.throws(allow(`https://a.example,${origin}`), {message: /^ {2}ALLOWED_ORIGINS: must /m});
    t.notThrows(allow('https://a.example, http://localhost:8080,*'));
  });
}

test('production refuses to start with secrets that are missing or weak, and says all at once', t => {
  const env = {
    REDIS_URL,
    NODE_ENV: 'production',
    SESSION_SECRETS: `${strong.SESSION_SECRETS},hunter2`,
    ADMIN_TOKEN: 'a'.repeat(40),
    HANDOFF_URL: 'https://desk.example',
    EVOLUTION_URL: 'https://evolution.example',
    EVOLUTION_WEBHOOK_SECRET: 'hunter2',
  };
  const {message} = t.throws(() => configFromEnv(env)) as Error;
  const names = message
    .split('\n')
    .slice(1)
    .map(line => /^ {2}([A-Z_]+): /.exec(line)?.[1]);
  const wrong = ['DATA_KEYS', 'SESSION_SECRETS', 'ADMIN_TOKEN', 'HANDOFF_SECRET', 'EVOLUTION_WEBHOOK_SECRET'];
  t.deepEqual(names.sort(), wrong.sort());
  t.notRegex(message, /hunter2|aaaa/);
  const secret = randomBytes(32).toString('hex');
  const right = {
    ...env,
    ...strong,
    ADMIN_TOKEN: secret,
    HANDOFF_SECRET: secret,
    EVOLUTION_WEBHOOK_SECRET: secret,
  };
  t.notThrows(() => configFromEnv(right));
  t.notThrows(() => configFromEnv({...right, SESSION_SECRETS: randomBytes(24).toString('base64url')}));
  t.notThrows(() => configFromEnv({...env, NODE_ENV: 'development'}));
});

test('the configuration cannot be changed, at any depth', t => {
  const thaw = (value: unknown): unknown[] =>
    typeof value !== 'object' || value === null
      ? []
      : [...(Object.isFrozen(value) ? [] : [value]), ...Object.values(value).flatMap(thaw)];
  t.deepEqual(thaw(configFromEnv({REDIS_URL, ALLOWED_ORIGINS: 'https://a.example'})), []);
});

test('no two owners have the same variable, and each variable has a sentence', t => {
  const variables = allSettings.flatMap(settings => Object.entries(settings.variables));
  const names = variables.map(([name]) => name);
  t.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
  for (const [name, schema] of variables) t.regex(schema.description ?? '', /^\S.*\.$/s, name);
});

test('.env.example is what the settings say: npm run format writes it', t => {
  t.is(readFileSync(join(root, '.env.example'), 'utf8'), envExample(allSettings));
});

test('.env.example has the defaults', t => {
  const lines = envExample(allSettings)
    .split('\n')
    .filter(line => !line.startsWith('#') && line !== '');
  const example = Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  t.deepEqual(configFromEnv(example), configFromEnv({REDIS_URL: example['REDIS_URL']}));
  const all = allSettings.flatMap(({variables}) => Object.keys(variables));
  t.deepEqual(Object.keys(example), all);
});

test('a wait that is longer than the attempt around it is refused, beside other mistakes', t => {
  const env = {REDIS_URL, FIRST_WORD_TIMEOUT_MS: '45000', ATTEMPT_TIMEOUT_MS: '45000', OPENAI_BODY: '[1]'};
  const {message} = t.throws(() => configFromEnv(env)) as Error;
  t.regex(message, /^ {2}FIRST_WORD_TIMEOUT_MS: must be smaller than ATTEMPT_TIMEOUT_MS/m);
  t.regex(message, /^ {2}OPENAI_BODY: must be a JSON object/m);
});

test('a wait that is not set fits into the attempt, whatever that may take', t => {
  t.like(configFromEnv({REDIS_URL}).agents.patience, {firstWordMs: 40_000, betweenWordsMs: 20_000});
  for (const ms of ['100', '2000', '20000', '600000']) {
    const {agents, turns} = configFromEnv({REDIS_URL, ATTEMPT_TIMEOUT_MS: ms});
    t.true(Math.max(...Object.values(agents.patience)) < turns.attemptTimeoutMs, ms);
  }
});

test('headers for a model are pairs or JSON, and neither they nor the body are repeated in an error', t => {
  const openai = (env: Record<string, string>) => configFromEnv({REDIS_URL, ...env}).agents.openai;
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

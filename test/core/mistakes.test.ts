/** Mistakes that an operator can make: each alone in an environment that is right, and refused by its name. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {mistakesIn} from '../../core/config/mistakes.ts';
import {testDataKeys} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';

const secret = (seed: string) => `${seed}-Qm7dK2xW9pLr4vTn8sYb3hJf6gZc1aEu`;
const right: Record<string, string> = {
  NODE_ENV: 'production',
  REDIS_URL: 'rediss://:password@redis.example:6380',
  DATA_KEYS: testDataKeys,
  SESSION_SECRETS: secret('session'),
  ADMIN_TOKEN: secret('admin'),
  ALLOWED_ORIGINS: 'https://clinic.example',
  PUBLIC_URL: 'https://chat.example',
  DEFAULT_CLINIC: 'demo',
  TRUST_PROXY_HOPS: '1',
};
const openai = {AGENT: 'openai,faq', OPENAI_BASE_URL: 'https://model.example/v1', OPENAI_MODEL: 'm'};
const evolution = {
  EVOLUTION_URL: 'https://evolution.example',
  EVOLUTION_API_KEY: 'key',
  EVOLUTION_WEBHOOK_SECRET: secret('evolution'),
  EVOLUTION_INSTANCES: 'willow=demo',
};
const twilio = {TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: '+15550100100'};

type Mistake = [setting: string, given: Record<string, string | undefined>];

/** Of the kinds that the plan of this names: misspelt, half-set, not there, over the claim time, too short, … */
const foreseen: readonly Mistake[] = [
  ['REDIS_ULR', {REDIS_ULR: 'redis://x'}],
  ['WORKER_CONCURENCY', {WORKER_CONCURENCY: '5'}],
  ['Allowed_Origins', {Allowed_Origins: 'https://clinic.example'}],
  ['EVOLUTION_API_KEY', {...evolution, EVOLUTION_API_KEY: undefined}],
  ['TELEGRAM_WEBHOOK_SECRET', {TELEGRAM_BOT_TOKEN: '1:x'}],
  ['TWILIO_FROM', {...twilio, TWILIO_FROM: undefined}],
  ['OPENAI_MODEL', {...openai, OPENAI_MODEL: undefined}],
  ['DEFAULT_CLINIC', {DEFAULT_CLINIC: 'nowhere'}],
  ['EVOLUTION_INSTANCES', {...evolution, EVOLUTION_INSTANCES: 'willow=nowhere'}],
  ['TWILIO_NUMBERS', {...twilio, TWILIO_NUMBERS: '+15550100100=nowhere'}],
  ['CLINICS_DIR', {CLINICS_DIR: '/nowhere'}],
  ['HEARTBEAT_MS', {HEARTBEAT_MS: '9000'}],
  ['ADMIN_TOKEN', {ADMIN_TOKEN: 'admin'}],
  ['SESSION_SECRETS', {SESSION_SECRETS: 'secret'}],
  ['DATA_KEYS', {DATA_KEYS: 'k1:c2hvcnQ='}],
  ['EVOLUTION_WEBHOOK_SECRET', {...evolution, EVOLUTION_WEBHOOK_SECRET: 'hush'}],
  ['PUBLIC_URL', {PUBLIC_URL: 'https://chat.example/chat'}],
  ['EVOLUTION_URL', {...evolution, EVOLUTION_URL: 'https://evolution.example/manager'}],
  ['TWILIO_API_URL', {...twilio, TWILIO_API_URL: 'https://api.twilio.com/2010-04-01'}],
  ['AGENT', {...openai, AGENT: 'faq,openai'}],
  ['OPENAI_BASE_URL', {AGENT: 'openai,faq'}],
  ['AGENT_URL', {AGENT: 'http'}],
  ['REDIS_URL', {REDIS_URL: undefined}],
  ['DATA_KEYS', {DATA_KEYS: undefined}],
  ['REDIS_TLS_CA', {REDIS_TLS_CA: '/nowhere.pem'}],
];

const unforeseen: readonly Mistake[] = [
  ['PORT', {PORT: '"3000"'}],
  ['PORT', {PORT: '99999'}],
  ['METRICS_PORT', {PORT: '3000', METRICS_PORT: '3000'}],
  ['HOST', {HOST: 'http://0.0.0.0'}],
  ['HOST', {HOST: '0.0.0.0:3000'}],
  ['PUBLIC_URL', {PUBLIC_URL: 'chat.example'}],
  ['ALLOWED_ORIGINS', {ALLOWED_ORIGINS: 'https://clinic.example/contact'}],
  ['ALLOWED_ORIGINS', {ALLOWED_ORIGINS: 'clinic.example'}],
  ['ALLOWED_ORIGINS', {ALLOWED_ORIGINS: '*'}],
  ['TRUST_PROXY_HOPS', {TRUST_PROXY_HOPS: 'true'}],
  ['NODE_ENV', {NODE_ENV: 'prod'}],
  ['LOG_LEVEL', {LOG_LEVEL: 'verbose'}],
  ['REDIS_URL', {REDIS_URL: 'https://redis.example'}],
  ['REDIS_URL', {REDIS_URL: 'redis://redis.example', REDIS_TLS_INSECURE: 'true'}],
  ['REDIS_WAIT_REPLICAS', {REDIS_WAIT_REPLICAS: 'all'}],
  ['DATA_KEYS', {DATA_KEYS: `${testDataKeys},${testDataKeys}`}],
  ['SESSION_SECRETS', {SESSION_SECRETS: secret('admin')}],
  ['ADMIN_TOKEN', {ADMIN_TOKEN: 'changemechangemechangemechangeme'}],
  ['AGENT', {AGENT: 'gpt'}],
  ['OPENAI_BASE_URL', {...openai, OPENAI_BASE_URL: 'https://model.example/v1/chat/completions'}],
  ['OPENAI_API_KEY', {OPENAI_API_KEY: 'sk-1'}],
  ['OPENAI_HEADERS', {...openai, OPENAI_HEADERS: 'X-Team clinic'}],
  ['OPENAI_BODY', {...openai, OPENAI_BODY: 'temperature=0.2'}],
  ['AGENT_SECRET', {AGENT: 'http', AGENT_URL: 'https://agent.example'}],
  ['FIRST_WORD_TIMEOUT_MS', {FIRST_WORD_TIMEOUT_MS: '50000'}],
  ['ATTEMPT_TIMEOUT_MS', {ATTEMPT_TIMEOUT_MS: '300000'}],
  ['EVOLUTION_INSTANCES', {...evolution, EVOLUTION_INSTANCES: 'willow'}],
  ['TWILIO_NUMBERS', {TWILIO_NUMBERS: '+15550100100=demo'}],
  ['RESULT_TTL_SECONDS', {RESULT_TTL_SECONDS: '1d'}],
  ['RATE_SESSION_PER_MINUTE', {RATE_SESSION_PER_MINUTE: '-1'}],
  ['WIDGET_ROLLOUT_PERCENT', {WIDGET_ROLLOUT_PERCENT: '0.5'}],
  ['WIDGET_USE_WEBSOCKET', {WIDGET_USE_WEBSOCKET: 'yes'}],
  ['MAX_ATTEMPTS', {MAX_ATTEMPTS: '0'}],
  ['QUEUE_MAX_LENGTH', {QUEUE_MAX_LENGTH: '10k'}],
  ['DESK_ALERT_SECONDS', {DESK_ALERT_SECONDS: '120'}],
  ['OTEL_EXPORTER_OTLP_HEADERS', {OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=willow'}],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', {OTEL_EXPORTER_OTLP_ENDPOINT: 'https://traces.example/v1/traces'}],
  ['HANDOFF_URL', {HANDOFF_URL: 'desk@clinic.example', HANDOFF_SECRET: secret('handoff')}],
];

const settingOf = (line: string) => /^(\w+): /.exec(line)?.[1];

test('an environment that is right has no mistake, with every channel and agent', t => {
  for (const more of [{}, openai, evolution, twilio, {...evolution, ...twilio, ...openai}]) {
    t.deepEqual(mistakesIn({...right, ...more}, {isRelease: true}), []);
  }
});

test('of sixty-three plausible mistakes each is refused at the start by its setting’s name, and by no other', t => {
  t.true(unforeseen.length >= 15);
  const refused = [...foreseen, ...unforeseen].map(([setting, change]) => {
    const found = mistakesIn({...right, ...change}).map(settingOf);
    t.deepEqual([...new Set(found)], [setting], JSON.stringify(change));
    return found;
  });
  t.is(refused.length, 63);
});

test('a setting that is missing is listed once, for however many reasons', t => {
  for (const given of [evolution, {TELEGRAM_BOT_TOKEN: '1:x'}, {AGENT: 'openai', OPENAI_MODEL: 'm'}]) {
    const found = mistakesIn({...right, ...given, EVOLUTION_WEBHOOK_SECRET: undefined}).map(settingOf);
    t.is(found.length, 1, found.join());
  }
});

test('mistakes of many settings and of a clinic’s file are listed together, and no value is repeated', t => {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-mistakes-'));
  t.teardown(() => rmSync(dir, {recursive: true}));
  writeFileSync(join(dir, 'north.json'), '{"id": "south"}');
  const changes = Object.assign({}, ...unforeseen.map(([, change]) => change), {CLINICS_DIR: dir});
  const found = mistakesIn({...right, ...changes});
  const settings = new Set(found.map(settingOf));
  t.true(settings.size >= 20, [...settings].join(' '));
  t.true(settings.has('CLINICS_DIR'));
  t.regex(found.join('\n'), /north\.json \$\.id: must be the name of the file/);
  t.notRegex(found.join('\n'), /changeme|sk-1|temperature|desk@/);
});

test('what is tried out in development may be unfinished, but not contradict itself', t => {
  const development = {REDIS_URL: 'redis://127.0.0.1', TELEGRAM_BOT_TOKEN: '1:x'};
  t.deepEqual(mistakesIn(development), []);
  t.deepEqual(mistakesIn({...development, CLAIM_IDLE_MS: '1000', MESSAGE_DEADLINE_MS: '5000'}), []);
  t.deepEqual(mistakesIn({...development, HEARTBEAT_MS: '9000'}).map(settingOf), ['HEARTBEAT_MS']);
});

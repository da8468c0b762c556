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

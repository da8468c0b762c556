import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {defineSettings} from '../settings/settings.ts';
import {flag, text, told, whole} from '../settings/variable.ts';

export const redisSettings = defineSettings({
  title: 'Redis (web and worker)',
  variables: {
    REDIS_URL: told(z.url({protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL'}), {
      description:
        'redis:// or rediss://. Required in production; `npm start` brings a Redis of its own where it ' +
        'is not set.',
      written: 'redis://127.0.0.1:6379',
    }),
    REDIS_TLS_CA: text(
      'For rediss:// with a certificate that no public authority has signed: that of the authority, as PEM, or the path of ' +
        'a file that has it.',
    ),
    REDIS_TLS_INSECURE: flag(
      'true: the certificate of Redis is not looked at, on this connection alone. Needed on Heroku, where it is ' +
        'self-signed and nobody knows by whom.',
      {fallback: false},
    ),
    REDIS_WAIT_REPLICAS: whole(
      'With n > 0, a 202 means that n replicas have the message; where they do not confirm in time, the ' +
        'send is 503.',
      {fallback: 0, min: 0, max: 10},
    ),
    REDIS_SHED_PERCENT: whole(
      'How full of its maxmemory Redis may be: from there on new conversations are refused with 503, and halfway ' +
        'from there to the end everything that is sent; what was accepted is still answered.',
      {fallback: 85, min: 10, max: 100},
    ),
  },
  check: ({REDIS_URL = '', REDIS_TLS_CA, REDIS_TLS_INSECURE}) => [
    ...(REDIS_TLS_CA !== undefined && certificateOf(REDIS_TLS_CA) === undefined
      ? ['REDIS_TLS_CA: must be a certificate as PEM, or the path of a file that has one']
      : []),
    ...((REDIS_TLS_CA !== undefined || REDIS_TLS_INSECURE) && REDIS_URL.startsWith('redis:')
      ? ['REDIS_URL: must be rediss:// where REDIS_TLS_CA or REDIS_TLS_INSECURE is set']
      : []),
    ...(REDIS_TLS_CA !== undefined && REDIS_TLS_INSECURE
      ? ['REDIS_TLS_INSECURE: must be false where REDIS_TLS_CA is set']
      : []),
  ],
  value: ({REDIS_URL, REDIS_TLS_CA, REDIS_TLS_INSECURE, REDIS_WAIT_REPLICAS, REDIS_SHED_PERCENT}) => ({
    url: REDIS_URL,
    tls: {
      ca: REDIS_TLS_CA === undefined ? undefined : certificateOf(REDIS_TLS_CA),
      insecure: REDIS_TLS_INSECURE,
    },
    waitReplicas: REDIS_WAIT_REPLICAS,
    shedPercent: REDIS_SHED_PERCENT,
  }),
});

/** `undefined` where there is none. */
function certificateOf(given: string): string | undefined {
  const isPem = (text: string) => text.includes('-----BEGIN CERTIFICATE-----');
  const unfolded = given.replaceAll('\\n', '\n');
  if (isPem(unfolded)) return unfolded;
  try {
    const text = readFileSync(given, 'utf8');
    return isPem(text) ? text : undefined;
  } catch {
    return undefined; // there is no such file: the check says so
  }
}

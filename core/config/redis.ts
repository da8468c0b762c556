import {z} from 'zod';
import {defineSettings} from '../settings/settings.ts';
import {told, whole} from '../settings/variable.ts';

export const redisSettings = defineSettings({
  title: 'Redis (web and worker)',
  variables: {
    REDIS_URL: told(z.url({protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL'}), {
      description:
        'redis:// or rediss://. Required in production; `npm start` brings a Redis of its own where it ' +
        'is not set.',
      written: 'redis://127.0.0.1:6379',
    }),
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
  value: ({REDIS_URL, REDIS_WAIT_REPLICAS, REDIS_SHED_PERCENT}) => ({
    url: REDIS_URL,
    waitReplicas: REDIS_WAIT_REPLICAS,
    shedPercent: REDIS_SHED_PERCENT,
  }),
});

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
  },
  value: ({REDIS_URL, REDIS_WAIT_REPLICAS}) => ({url: REDIS_URL, waitReplicas: REDIS_WAIT_REPLICAS}),
});

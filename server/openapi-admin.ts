/** What operators ask, for the OpenAPI document. */
import {StreamsHealth} from '../core/wire-health.ts';

export const adminBodies = {StreamsHealth};

const problem = (description: string) => ({
  description,
  content: {'application/problem+json': {schema: {$ref: '#/components/schemas/Problem'}}},
});

const health = {
  summary: 'How queue, workers, outbox and channels are',
  security: [{}, {admin: []}],
  responses: {
    200: {
      description: 'As it is, also where something is wrong: see `status`',
      content: {'application/json': {schema: {$ref: '#/components/schemas/StreamsHealth'}}},
    },
    401: problem('`unauthorized`: the admin token is missing or wrong'),
    403: problem(
      '`forbidden`: no admin token is set, and the request does not come directly from this machine',
    ),
    503: problem('Redis is away'),
  },
};

export const adminPaths = {'/admin/streams/health': {get: health}};

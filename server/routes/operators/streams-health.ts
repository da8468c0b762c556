/** `GET /admin/streams/health`: for whoever runs it; 200 also where something is wrong, as long as Redis says so. */
import type {Middleware} from 'koa';
import {StreamsHealth} from '../../../core/wire/health.ts';
import {type HealthDeps, reportHealth} from '../../health-report.ts';
import {json} from '../../openapi/operation.ts';
import type {Route} from '../route.ts';

export const streamsHealth: Route<HealthDeps> = {
  method: 'get',
  path: '/admin/streams/health',
  access: 'admin',
  describe: {
    operationId: 'readHealth',
    tag: 'operators',
    summary: 'How queue, workers, outbox and channels are',
    responses: {
      200: json('As it is, also where something is wrong: see `status`', StreamsHealth),
      503: 'Redis is away',
    },
  },
  handle: showHealth,
};

function showHealth(deps: HealthDeps): Middleware {
  return async function streamsHealth(ctx) {
    ctx.body = await reportHealth(deps);
  };
}

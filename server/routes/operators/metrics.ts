/** `GET /metrics`: for Prometheus; also while Redis is away. */
import type {Middleware} from 'koa';
import type {Metrics} from '../../../core/metrics/metrics.ts';
import type {Route} from '../route.ts';

export type MetricsDeps = {metrics: Metrics};

export const metrics: Route<MetricsDeps> = {
  method: 'get',
  path: '/metrics',
  access: 'admin',
  describe: {
    operationId: 'readMetrics',
    tag: 'operators',
    summary: 'Counts, times and states for Prometheus',
    responses: {
      200: {
        description: 'In Prometheus’ text format; docs/metrics.md tells each',
        content: {'text/plain': {schema: {type: 'string'}, example: 'widget_websocket_connections 4\n'}},
      },
    },
  },
  handle: tellMetrics,
};

function tellMetrics({metrics}: MetricsDeps): Middleware {
  return async function tellMetrics(ctx) {
    ctx.body = await metrics.render();
    ctx.set('Content-Type', metrics.contentType);
  };
}

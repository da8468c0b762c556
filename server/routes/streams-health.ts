/** `GET /admin/streams/health`: for whoever runs it; 200 also where something is wrong, as long as Redis says so. */
import type {Middleware} from 'koa';
import {type HealthDeps, reportHealth} from '../health-report.ts';

export function streamsHealth(deps: HealthDeps): Middleware {
  return async function streamsHealth(ctx) {
    ctx.body = await reportHealth(deps);
  };
}

/**
 * `GET /admin/legacy`: which pages still ask the legacy way, for the owner who is to change them; `GET /admin/migration`
 * shows it in a browser. Counts of pages, and nothing of who was on them.
 */
import type {Middleware} from 'koa';
import {daysKept, readLegacyPages} from '../../../core/metrics/legacy-pages.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {LegacyUse} from '../../../core/wire/legacy.ts';
import {json} from '../../openapi/operation.ts';
import type {Route} from '../route.ts';
import {deprecatedAt, sunsetAt} from '../widget/legacy-chat.ts';

type LegacyPagesDeps = {redis: Redis; legacy: {enabled: boolean}};

export const legacyPages: Route<LegacyPagesDeps> = {
  method: 'get',
  path: '/admin/legacy',
  access: 'admin',
  describe: {
    operationId: 'readLegacyUse',
    tag: 'operators',
    summary: 'Which pages still ask `GET …/widget-chat`, and how often',
    responses: {200: json('Of the last days; the latest first', LegacyUse)},
  },
  handle: showLegacyPages,
};

function showLegacyPages({redis, legacy}: LegacyPagesDeps): Middleware {
  return async function showLegacyPages(ctx) {
    const pages = await readLegacyPages(redis, Date.now());
    ctx.body = {
      enabled: legacy.enabled,
      deprecated_at: new Date(deprecatedAt).toISOString(),
      sunset_at: new Date(sunsetAt).toISOString(),
      days: daysKept,
      pages: pages.map(({clinic, page, uses, usesToday, lastOn}) => ({
        clinic_id: clinic,
        page,
        uses,
        uses_today: usesToday,
        last_on: lastOn,
      })),
    } satisfies LegacyUse;
  };
}

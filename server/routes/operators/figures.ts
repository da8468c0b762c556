/** `GET /admin/figures` and `/admin/queue`: how it was, and what is where; for the page at `/admin`. */
import {z} from 'zod';
import {channels} from '../../../core/keys.ts';
import {readHistory} from '../../../core/metrics/history/read-history.ts';
import {mostSamples} from '../../../core/metrics/history/sampler.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {Figures} from '../../../core/wire/figures.ts';
import {Name} from '../../../core/wire/message.ts';
import {Work} from '../../../core/wire/work.ts';
import {json, parametersOf} from '../../openapi/operation.ts';
import {parseQuery} from '../../parse.ts';
import {reportWork} from '../../work-report.ts';
import type {Route} from '../route.ts';

const FiguresQuery = z.object({
  minutes: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, `must be a whole number from 1 to ${mostSamples}`)
    .transform(Number)
    .pipe(z.int().min(1).max(mostSamples))
    .default(60)
    .meta({description: 'How far back'}),
  channel: z.enum(channels).optional().meta({description: 'Replies of this one alone'}),
  clinic: Name.optional().meta({description: 'Replies of this one alone'}),
});

export const figures: Route<{redis: Redis}> = {
  method: 'get',
  path: '/admin/figures',
  access: 'admin',
  describe: {
    operationId: 'readFigures',
    tag: 'operators',
    summary: 'How much waited and how long replies took, minute by minute, for three days',
    parameters: parametersOf(FiguresQuery),
    responses: {200: json('At most 361 points', Figures), 400: '`invalid_request`'},
  },
  handle:
    ({redis}) =>
    async ctx => {
      ctx.body = await readHistory(redis, parseQuery(FiguresQuery, ctx));
    },
};

export const queue: Route<{redis: Redis}> = {
  method: 'get',
  path: '/admin/queue',
  access: 'admin',
  describe: {
    operationId: 'readQueue',
    tag: 'operators',
    summary: 'What workers hold, what is tried again later, and what was given up; without a word of it',
    responses: {200: json('At most 100 of each', Work)},
  },
  handle:
    ({redis}) =>
    async ctx => {
      ctx.body = await reportWork(redis);
    },
};

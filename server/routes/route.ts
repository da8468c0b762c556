/**
 * A route says all about itself: where it is, whom it answers, what it takes, what the OpenAPI document tells of it, and
 * what answers. The application and the document are made from the one list in `all-routes.ts`.
 */
import type {Middleware} from 'koa';
import type {z} from 'zod';
import type {Act} from '../../core/audit/audit.ts';
import type {Operation} from '../openapi/operation.ts';
import type {Access} from './access.ts';

export type Route<Deps> = {
  method: 'get' | 'post' | 'delete';
  /** As the document writes it: `/apps/…/{message_id}`. */
  path: `/${string}`;
  /** Whatever else may follow in the path. */
  rest?: true;
  access: Access;
  /** What an operator does by it, where that is written down before it is done. */
  audits?: Act['act'];
  /** JSON that is read into `ctx.request.body` before the handler, which passes it through this schema. */
  body?: {schema: z.ZodType; optional?: true};
  /** Or why it is no part of the contract. */
  describe: Operation | {hidden: string};
  /** Answers; `undefined`: with these deps there is no such route. */
  handle: (deps: Deps) => Middleware | undefined;
};

/** All that the handlers of these routes need. */
export type DepsOf<Routes extends readonly Route<never>[]> = Routes[number]['handle'] extends (
  deps: infer Deps,
) => unknown
  ? Deps
  : never;

/**
 * A route says all about itself: where it is, who may call it, what the OpenAPI document tells of it, and what answers.
 * The application and the document are made from the one list in `all-routes.ts`.
 */
import type {Middleware} from 'koa';
import type {Operation} from '../openapi/operation.ts';

/** Whom a route answers, and so what the application asks of them before its handlers. */
export type Access =
  /** Everybody: pages, health, the contract. No credentials, nothing of anybody's in the answer. */
  | 'open'
  /** Visitors: by a session token where the session has one, or by a name that cannot be guessed. */
  | 'public'
  /** A channel's provider, which proves to the handler that it is. */
  | 'channel'
  /** Operators: the application asks for the admin token. */
  | 'admin';

export type Route<Deps> = {
  method: 'get' | 'post' | 'delete';
  /** As the document writes it: `/apps/…/{message_id}`. */
  path: `/${string}`;
  /** Whatever else may follow in the path. */
  rest?: true;
  access: Access;
  /** Or why it is no part of the contract. */
  describe: Operation | {hidden: string};
  /** One after the other; none: it is not there with these deps. */
  handle: (deps: Deps) => Middleware[];
};

/** All that the handlers of these routes need. */
export type DepsOf<Routes extends readonly Route<never>[]> = Routes[number]['handle'] extends (
  deps: infer Deps,
) => unknown
  ? Deps
  : never;

/** The path as the router has it. */
export function routerPath({path, rest}: Route<never>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/\/?$/, end => (rest ? '{/*rest}' : end));
}

/** Whom a route answers: what the application asks of them before a handler sees them, and what the document says of it. */
import type {Middleware} from 'koa';
import {type AdminDeps, askForToken, requireAdmin} from '../middleware/require-admin.ts';

type Rule = {
  guards: (deps: AdminDeps) => Middleware[];
  /** For the document: which schemes, one of them; `[]`: none is needed. */
  security: readonly object[];
  refusals: Readonly<Record<number, string>>;
};

const away = 'Redis is away, too much is waiting, or the process is ending; see Retry-After';
const nobody = () => [];

export const accesses = {
  /** Everybody: pages, health, the contract. Nothing of anybody's is in the answer. */
  open: {guards: nobody, security: [], refusals: {403: '`origin_not_allowed`'}},
  /** Visitors: by a session token where the session has one, or by a name that cannot be guessed; handlers see to it. */
  public: {guards: nobody, security: [], refusals: {403: '`origin_not_allowed`', 503: away}},
  /** A channel's provider, which proves to the handler that it is. */
  channel: {
    guards: nobody,
    security: [],
    refusals: {401: '`unauthorized`: not the provider’s', 413: '`body_too_large`', 503: away},
  },
  /** Operators, by the admin token; in production there is no such route without one. */
  admin: {
    guards: deps => [requireAdmin(deps)],
    security: [{}, {admin: []}],
    refusals: {
      401: '`unauthorized`: the admin token is missing or wrong',
      403: '`forbidden`: no admin token is set, and the request does not come directly from this machine; `origin_not_allowed`',
      429: '`rate_limited`: too many wrong tokens from this address',
      503: away,
    },
  },
  /** Operators' pages, which ask for the token themselves: there is nothing in them. */
  form: {guards: deps => [askForToken(deps, requireAdmin(deps))], security: [{}, {admin: []}], refusals: {}},
} as const satisfies Record<string, Rule>;

export type Access = keyof typeof accesses;

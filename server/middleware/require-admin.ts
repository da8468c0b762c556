/**
 * Lets operators in. With a token: whoever shows it, and is no page of another site. Without one, which production never
 * has: who asks from this machine, itself, by our own name.
 */
import type {Context, Middleware} from 'koa';
import {sameSecret} from '../../core/channels/same-secret.ts';
import {isWeak} from '../../core/config/production.ts';
import {ChatError} from '../../core/errors.ts';
import type {Log} from '../../core/log.ts';
import {isNeighbour} from '../../core/neighbour.ts';
import {addressOf} from '../client-address.ts';
import {Attempts} from '../edge/attempts.ts';
import {type AllowOriginsOptions, isOwnPage} from './allow-origins.ts';

export type AdminDeps = {
  adminToken: string | undefined;
  production?: boolean;
  cors: AllowOriginsOptions;
  log: Log;
};

/** Without a token production has no operators' paths at all. */
export function hasAdmin({
  adminToken,
  production = false,
}: Pick<AdminDeps, 'adminToken' | 'production'>): boolean {
  return adminToken !== undefined || !production;
}

/** Answers 401 with `WWW-Authenticate`, 403, or 429 to who has guessed too often. */
export function requireAdmin(deps: AdminDeps): Middleware {
  const {adminToken, log} = deps;
  const attempts = new Attempts();
  return async function requireAdmin(ctx, next) {
    const code =
      adminToken === undefined ? refusalOfStranger(ctx) : refusalOf(ctx, {...deps, adminToken}, attempts);
    if (code !== undefined) {
      // Who audits what operators do begins here, and below for those who are let in.
      log.warn({request: ctx.state['request'], route: ctx['_matchedRoute'], code}, 'admin.refused');
      throw code === 'rate_limited'
        ? new ChatError(code, 'Too many wrong tokens from your address', {retryAfterSeconds: 60})
        : new ChatError(code);
    }
    return next();
  };
}

/** For a page that asks for the token: whoever has none is answered with it all the same, and 401. */
export function askForToken({adminToken}: Pick<AdminDeps, 'adminToken'>, guard: Middleware): Middleware {
  return async function askForToken(ctx, next) {
    const isShown = ctx.get('Authorization') !== '';
    if (isShown || adminToken === undefined) return guard(ctx, next);
    await next();
    ctx.set('WWW-Authenticate', 'Bearer');
    ctx.status = 401;
  };
}

function refusalOfStranger({req}: Context): 'forbidden' | undefined {
  return isNeighbour(req) ? undefined : 'forbidden';
}

function refusalOf(
  ctx: Context,
  {adminToken, cors}: AdminDeps & {adminToken: string},
  attempts: Attempts,
): 'unauthorized' | 'origin_not_allowed' | 'rate_limited' | undefined {
  const {origin, host = ''} = ctx.req.headers;
  const client = addressOf(ctx);
  const mustWait = attempts.waitSeconds(client) > 0;
  // Nobody guesses a long one: it is good also from an address that others have guessed from, as all of them behind a proxy.
  if (mustWait && isWeak(adminToken)) return 'rate_limited';
  if (origin !== undefined && !isOwnPage(cors, {origin, host})) return 'origin_not_allowed';
  const shown = ctx.get('Authorization');
  if (sameSecret(shown, `Bearer ${adminToken}`)) return undefined;
  if (mustWait) return 'rate_limited';
  if (shown !== '') attempts.fail(client);
  return 'unauthorized';
}

/**
 * Lets operators in. With a token: whoever shows it, and is no page of another site. Without one, which production never
 * has: who asks from this machine, itself, by our own name. A proxy in front makes everybody a neighbour and may say
 * nothing of it, a page may ask in its visitor's name, and a name of another site may be made to lead here.
 */
import type {IncomingHttpHeaders} from 'node:http';
import type {Context, Middleware} from 'koa';
import {sameSecret} from '../../core/channels/same-secret.ts';
import {ChatError} from '../../core/errors.ts';
import type {Log} from '../../core/log.ts';
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
      adminToken === undefined ? refusalOfNeighbour(ctx) : refusalOf(ctx, {...deps, adminToken}, attempts);
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

function refusalOfNeighbour(ctx: Context): 'forbidden' | undefined {
  const {headers, socket, httpVersion} = ctx.req;
  const isOurs =
    httpVersion !== '1.0' && // no browser, no curl: nginx, which may leave no other trace
    loopback.test(socket.remoteAddress ?? '') &&
    isOwnHost(headers.host ?? '', socket.localPort) &&
    headers.origin === undefined &&
    [undefined, 'none', 'same-origin'].includes(siteOf(headers)) &&
    !Object.keys(headers).some(name => forwarding.test(name));
  return isOurs ? undefined : 'forbidden';
}

function refusalOf(
  ctx: Context,
  {adminToken, cors}: AdminDeps & {adminToken: string},
  attempts: Attempts,
): 'unauthorized' | 'origin_not_allowed' | 'rate_limited' | undefined {
  const {origin, host = ''} = ctx.req.headers;
  const client = addressOf(ctx);
  if (attempts.waitSeconds(client) > 0) return 'rate_limited';
  if (origin !== undefined && !isOwnPage(cors, {origin, host})) return 'origin_not_allowed';
  const shown = ctx.get('Authorization');
  if (sameSecret(shown, `Bearer ${adminToken}`)) return undefined;
  if (shown !== '') attempts.fail(client);
  return 'unauthorized';
}

const loopback = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Whoever forwards a request for somebody leaves one of these, empty or not. */
const forwarding = new RegExp(
  `^(?:${[
    'forwarded(?:-.*)?|via|x-forwarded(?:-.*)?|x-original-.*|x-rewrite-.*|x-proxy.*|x-host|x-scheme|x-script-name',
    'x-real-.*|(?:x-|true-|wl-proxy-|proxy-|http-)?client-.*|x-cluster-.*|x-remote-.*|x-originating-.*|x-forward.*',
    'cf-.*|cdn-.*|fastly-.*|akamai-.*|x-akamai-.*|x-amz.*|cloudfront-.*|x-azure-.*|x-arr-.*|x-appengine-.*|x-cloud-.*',
    'fly-.*|x-vercel-.*|x-nf-.*|x-envoy-.*|x-varnish|x-sucuri-.*|x-request-start|x-heroku-.*|tailscale-.*|ngrok-.*',
  ].join('|')})$`,
);

function isOwnHost(host: string, port: number | undefined): boolean {
  const [, name = '', given = '80'] = /^(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?$/i.exec(host) ?? [];
  return name !== '' && Number(given) === port;
}

function siteOf(headers: IncomingHttpHeaders): string | undefined {
  const site = headers['sec-fetch-site'];
  return Array.isArray(site) ? site.join() : site;
}

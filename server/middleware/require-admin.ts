import {createHash, timingSafeEqual} from 'node:crypto';
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';

/**
 * Lets operators in: by the token where one is set, else only who asks directly from this machine. Answers 401 with
 * `WWW-Authenticate`, or 403.
 */
export function requireAdmin({adminToken}: {adminToken: string | undefined}): Middleware {
  return async function requireAdmin(ctx, next) {
    if (adminToken === undefined) {
      if (!isLocal(ctx)) throw new ChatError('forbidden');
    } else if (!isSame(ctx.get('Authorization'), `Bearer ${adminToken}`)) {
      ctx.set('WWW-Authenticate', 'Bearer');
      throw new ChatError('unauthorized');
    }
    return next();
  };
}

const loopback = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/;
/** Whoever forwards a request for somebody says so in one of these. */
const forwarding = [
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
  'Via',
];

function isLocal(ctx: Context): boolean {
  const isForwarded = forwarding.some(name => ctx.get(name) !== '');
  return loopback.test(ctx.req.socket.remoteAddress ?? '') && !isForwarded;
}

/** In the same time, wherever they differ and however long they are. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

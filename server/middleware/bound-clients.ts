import type {Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import {addressOf} from '../client-address.ts';
import type {AddressBudget} from '../edge/address-budget.ts';

const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses who asks too often, before anything is read of what they sent. Not on paths that have bounds of their own:
 * `covers` says on which.
 */
export function boundClients(
  budget: AddressBudget | undefined,
  covers: (path: string) => boolean,
): Middleware {
  return async function boundClients(ctx, next) {
    const seconds = covers(ctx.path)
      ? budget?.take(writing.has(ctx.method) ? 'send' : 'read', addressOf(ctx))
      : 0;
    if (seconds) {
      throw new ChatError('rate_limited', 'Too many requests from your address', {
        retryAfterSeconds: seconds,
      });
    }
    return next();
  };
}

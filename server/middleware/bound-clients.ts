import type {Context, Middleware, Next} from 'koa';
import {ChatError} from '../../core/errors.ts';
import {addressOf} from '../client-address.ts';
import type {AddressBudget} from '../edge/address-budget.ts';

const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What somebody gets who has no business there. */
const refusals = new Set([401, 403, 404, 405]);

/**
 * Refuses who asks too often, before anything is read of what they sent. On paths that have bounds of their own (`covers`
 * says on which it is not so) only what is refused counts.
 */
export function boundClients(
  budget: AddressBudget | undefined,
  covers: (path: string) => boolean,
): Middleware {
  return async function boundClients(ctx, next) {
    if (!covers(ctx.path)) return charged(ctx, next, budget);
    budget?.insist(writing.has(ctx.method) ? 'send' : 'read', addressOf(ctx));
    return next();
  };
}

async function charged(ctx: Context, next: Next, budget: AddressBudget | undefined): Promise<void> {
  let {status} = ctx;
  try {
    await next();
    status = ctx.status;
  } catch (error) {
    status = error instanceof ChatError ? error.status : 500;
    throw error;
  } finally {
    if (refusals.has(status)) budget?.take('read', addressOf(ctx));
  }
}

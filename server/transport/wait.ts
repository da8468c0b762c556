/** How long a client is willing to wait: `?wait=N` or `Prefer: wait=N`, in seconds, 25 at most. */
import type {Context} from 'koa';
import {invalid, queryOf} from '../parse.ts';

const mostMs = 25_000;

/** Where the guard has spoken, a send is answered after so long at most, in milliseconds: with its words, and no reply yet. */
export const guardWaitMs = 2000;

/** The query parameter, which must be a plain decimal number, or else the preference; 0 for neither. Milliseconds. */
export function waitOf(ctx: Context): number {
  const wait = queryOf(ctx, 'wait');
  if (wait === undefined) return preferredWait(ctx) ?? 0;
  if (!/^\d+(\.\d+)?$/.test(wait)) {
    throw invalid([{detail: 'must be a plain decimal number of seconds', pointer: '#/wait'}]);
  }
  return clamped(Number(wait));
}

/** RFC 7240: a preference that is not understood is ignored. Milliseconds; `undefined` for none. */
export function preferredWait(ctx: Context): number | undefined {
  const match = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,10})"?\s*(?=[,;]|$)/i.exec(ctx.get('Prefer'));
  return match ? clamped(Number(match[1])) : undefined;
}

function clamped(seconds: number): number {
  return Math.min(seconds * 1000, mostMs);
}

/** What an HTTP status, or whatever was thrown on the way, means for the turn. */
import {ZodError} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import {type FaultCode, failure} from './faults.ts';

const maxRetryAfterSeconds = 60;

const statuses: Readonly<Record<number, FaultCode>> = {
  401: 'key_refused',
  402: 'credit_spent',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  407: 'key_refused',
  408: 'failing',
  409: 'busy',
  410: 'not_found',
  413: 'too_long',
  425: 'busy',
  429: 'busy',
};

/**
 * What a status other than 2xx means. A redirect is not followed: it would take the visitor's words, and our key, to
 * somebody else.
 */
export function refusal(status: number, retryAfter?: string | string[]): ChatError {
  const code =
    statuses[status] ?? (status >= 500 ? 'failing' : status < 400 ? 'redirected' : 'request_refused');
  return failure(code, {status, retryAfterSeconds: secondsOf(String(retryAfter ?? ''))});
}

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;

/** Whatever kept a request from being answered at all. */
export function unreached(thrown: unknown): ChatError {
  return failure(untrusted.test(codeOf(thrown)) ? 'untrusted' : 'unreachable', {cause: thrown});
}

/** Whatever was thrown while an answer was read. */
export function broken(thrown: unknown): ChatError {
  if (thrown instanceof ChatError) return thrown;
  if (thrown instanceof RangeError) return failure('too_large', {cause: thrown});
  const isOurs = thrown instanceof TypeError || thrown instanceof SyntaxError || thrown instanceof ZodError;
  return failure(isOurs ? 'strange' : 'cut', {cause: thrown});
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

/** Seconds or an HTTP date, as seconds from now, from 0 to a minute. */
function secondsOf(value: string): number | undefined {
  const text = value.trim();
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(maxRetryAfterSeconds, Math.max(0, Math.ceil(seconds)));
}

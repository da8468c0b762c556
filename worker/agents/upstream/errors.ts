/** How an upstream can fail, as the project's own errors; what it says about it is not repeated. */
import {ChatError} from '../../../core/errors.ts';

const maxRetryAfterSeconds = 60;
/** Below 500, and still worth another try. */
const passing = new Set([408, 409, 425, 429]);

/** The status that an upstream refused with; the cause of a `ChatError`, for the log. */
export class UpstreamStatus extends Error {
  override readonly name = 'UpstreamStatus' as const;
  readonly status: number;
  readonly code: string;

  constructor(status: number) {
    super(`The upstream answered ${status}`);
    this.status = status;
    this.code = `http_${status}`;
  }
}

/**
 * What a status other than 2xx means: `agent_unavailable` where it may pass, otherwise `agent_refused`. A redirect
 * is not followed: it would take the visitor's words, and our key, to somebody else.
 */
export function refusal(status: number, retryAfter?: string | string[]): ChatError {
  const cause = new UpstreamStatus(status);
  if (status < 500 && !passing.has(status)) return new ChatError('agent_refused', undefined, {cause});
  const seconds = retryAfterSeconds(String(retryAfter ?? ''));
  return new ChatError('agent_unavailable', undefined, {
    cause,
    ...(seconds !== undefined && {retryAfterSeconds: seconds}),
  });
}

/** Whatever was thrown on the way, as an error that a worker may act on. */
export function toFailure(thrown: unknown): ChatError {
  if (thrown instanceof ChatError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const isLate = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
  return new ChatError(isLate ? 'agent_timeout' : 'agent_unavailable', undefined, {cause: thrown});
}

/** Is the upstream itself away? One that refuses, or asks to wait, is there. */
export function isDown(error: ChatError): boolean {
  return error.retry && !(error.cause instanceof UpstreamStatus && error.cause.status < 500);
}

/** Seconds or an HTTP date, as seconds from now, from 0 to a minute. */
function retryAfterSeconds(value: string): number | undefined {
  const text = value.trim();
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(maxRetryAfterSeconds, Math.max(0, Math.ceil(seconds)));
}

/**
 * The widget's requests over `fetch`. They never throw: what goes wrong is the answer, as a `ClientError`. No
 * request outlives its deadline.
 */
import {readJson} from './message.ts';

/**
 * `code` is the server's word; or `network` (no answer), `timeout` (none in time), `unavailable` (one, but not the
 * server's: something in between spoke), `aborted` (the caller wanted none any more).
 */
export class ClientError extends Error {
  declare readonly code: string;
  /** Of HTTP; 0 where no answer came. */
  declare readonly status: number;
  /** What the server asked to wait; 0 if nothing. */
  declare readonly retryAfterMs: number;
  /** All that the server said. */
  declare readonly problem: Readonly<Record<string, unknown>>;

  constructor(code: string, response?: Response, problem: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.status = response?.status ?? 0;
    this.retryAfterMs = Number(response?.headers.get('Retry-After')) * 1000 || 0; // the header is in seconds
    this.problem = problem;
  }

  /** May the same request succeed later? Only a refusal in the server's own words is final. */
  get retry(): boolean {
    return this.status < 400 || this.status >= 500 || this.status === 429 || this.code === 'unavailable';
  }
}

export type Request = {
  method?: 'POST' | 'DELETE';
  /** The idempotency key. */
  key?: string;
  body?: object;
  query?: Record<string, string>;
  deadlineMs: number;
  signal: AbortSignal;
};

/** Asks the server. An answer is ours when it has the field `mark`: a page of HTML from a proxy may say 200 too. */
export type Ask = <T>(mark: string, path: string, request: Request) => Promise<T | ClientError>;

/** `apiUrl` is any address at the server. `token` is asked for each time: a session's, or empty. */
export function createAsk(apiUrl: string, token: () => string): Ask {
  return async (mark, path, {method = 'GET', key, body, query, deadlineMs, signal}) => {
    const until = new AbortController();
    const end = () => until.abort();
    const timer = setTimeout(end, deadlineMs);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    const headers = {
      ...(token() && {Authorization: `Bearer ${token()}`}),
      ...(body && {'Content-Type': 'application/json'}),
      ...(key && {'Idempotency-Key': key}),
    };
    try {
      const search = query ? `?${new URLSearchParams(query)}` : '';
      const response = await fetch(new URL(`/apps/voice-api/${path}${search}`, apiUrl), {
        method,
        headers,
        body: body ? JSON.stringify(body) : null,
        signal: until.signal,
        credentials: 'omit',
        // The settings alone may be kept.
        cache: token() || body ? 'no-store' : 'default',
      });
      const answer = readJson(await response.text());
      if (response.ok && (!mark || mark in answer)) return answer;
      return new ClientError(response.ok ? 'unavailable' : (answer.code ?? 'unavailable'), response, answer);
    } catch {
      return new ClientError(signal.aborted ? 'aborted' : until.signal.aborted ? 'timeout' : 'network');
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  };
}

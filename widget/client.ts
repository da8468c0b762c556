/**
 * The two requests of the widget over `fetch`. They never throw: what goes wrong is the answer, as a
 * `ClientError`. No request outlives its deadline.
 */
import type {Accepted, PollAnswer, SendBody} from '../core/wire/message.ts';

/**
 * `code` is the server's word; or `network` (no answer), `timeout` (none in time), `unavailable` (one, but not the
 * server's: something in between spoke), `aborted` (the caller wanted none any more).
 */
export class ClientError extends Error {
  override readonly name = 'ClientError' as const;
  readonly code: string;
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  /** What the server asked to wait; 0 if nothing. */
  readonly retryAfterMs: number;

  constructor(code: string, response?: Response, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.status = response?.status ?? 0;
    this.retryAfterMs = Number(response?.headers.get('Retry-After')) * 1000 || 0; // the header is in seconds
  }

  /** May the same request succeed later? Only a refusal in the server's own words is final. */
  get retry(): boolean {
    return this.status < 400 || this.status >= 500 || this.status === 429 || this.code === 'unavailable';
  }
}

export type RequestLimits = {deadlineMs: number; signal: AbortSignal};

export type Client = {
  /** Sends under the key; sending the same again is harmless. */
  send(key: string, body: SendBody, limits: RequestLimits): Promise<Accepted | ClientError>;
  /** What happened to a message after the cursor; held by the server up to `waitSeconds`. */
  poll(
    pollUrl: string,
    after: string,
    waitSeconds: number,
    limits: RequestLimits,
  ): Promise<PollAnswer | ClientError>;
};

/** `apiUrl` is any address at the server. `token` is asked for each time: a session's, or empty. */
export function createClient(apiUrl: string, token?: () => string | undefined): Client {
  const owner = (): {Authorization?: string} => {
    const own = token?.();
    return own ? {Authorization: `Bearer ${own}`} : {};
  };
  return {
    send(key, body, limits) {
      const headers = {...owner(), 'Content-Type': 'application/json', 'Idempotency-Key': key};
      const init = {method: 'POST', headers, body: JSON.stringify(body)};
      return request('poll_url', () => new URL('/apps/voice-api/widget/send', apiUrl), limits, init);
    },
    poll(pollUrl, after, waitSeconds, limits) {
      const query = new URLSearchParams({after, wait: `${waitSeconds}`});
      return request('events', () => new URL(`${pollUrl}?${query}`, apiUrl), limits, {headers: owner()});
    },
  };
}

/** An answer is ours when it has the field `mark`: a page of HTML from a proxy may say 200 too. */
async function request<T>(
  mark: keyof T & string,
  address: () => URL,
  {deadlineMs, signal}: RequestLimits,
  init: RequestInit,
): Promise<T | ClientError> {
  const until = new AbortController();
  const end = () => until.abort();
  const timer = setTimeout(end, deadlineMs);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    const options = {...init, signal: until.signal, credentials: 'omit', cache: 'no-store'} as const;
    const response = await fetch(address(), options);
    const answer = parse(await response.text());
    if (response.ok && mark in answer) return answer as T;
    return new ClientError(response.ok ? 'unavailable' : `${answer['code'] ?? 'unavailable'}`, response);
  } catch (cause) {
    const code = signal.aborted ? 'aborted' : until.signal.aborted ? 'timeout' : 'network';
    return new ClientError(code, undefined, {cause});
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // not JSON: not from our server
  }
}

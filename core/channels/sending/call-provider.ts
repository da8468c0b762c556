/**
 * One call to a provider's HTTP API, within a deadline and without redirects. What is thrown says whether the provider
 * can have heard it: a message must not be sent twice because its answer got lost.
 */
import {Agent, request} from 'undici';

export type Call = {
  url: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** JSON, where it is not a string already. */
  body?: unknown;
  deadlineMs: number;
};

/** `body` is parsed JSON, or the text where it is none. */
export type Reply = {status: number; body: unknown; retryAfterMs: number | undefined};

/** No connection was made: nothing was sent. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable' as const;
}

/** A page of messages of which some carry media is a few megabytes. */
const longestReplyBytes = 16 * 1024 * 1024;

const agent = new Agent({connect: {timeout: 5000}, maxResponseSize: longestReplyBytes});

/** Before a connection stands, nothing can have arrived. */
const beforeConnecting = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Throws `Unreachable`, or anything else where the provider may have heard the call. */
export async function callProvider({url, method, headers, body, deadlineMs}: Call): Promise<Reply> {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  try {
    const response = await request(url, {
      method,
      dispatcher: agent,
      headers: {...(typeof body === 'object' && {'content-type': 'application/json'}), ...headers},
      body: text ?? null,
      signal: AbortSignal.timeout(deadlineMs),
    });
    const seconds = Number(response.headers['retry-after']);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
    return {status: response.statusCode, body: parse(await response.body.text()), retryAfterMs};
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw beforeConnecting.has(code) ? new Unreachable(code, {cause: error}) : error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // a proxy's page, or an empty answer
  }
}

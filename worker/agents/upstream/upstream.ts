/**
 * One way to whoever answers over HTTP, shared by all agents that do: one pool of connections, a deadline for
 * every wait, a breaker for each host, and every way to fail as a `ChatError`. What the other side says in its
 * errors goes nowhere. However a reply ends, nothing of it stays: no timer, no listener, no open exchange.
 */
import {Agent as Pool} from 'undici';
import {ChatError} from '../../../core/errors.ts';
import type {Log} from '../../../core/log.ts';
import type {Said} from '../agent.ts';
import {type Breaker, createBreaker} from './breaker.ts';
import {isDown, refusal, toFailure} from './errors.ts';

export type UpstreamOptions = {
  /** From the request to the first piece, in milliseconds. */
  firstPieceMs?: number;
  /** From one piece to the next, in milliseconds. */
  betweenMs?: number;
  /** To one host; more requests wait for one of them. */
  connections?: number;
  /** Failures on end that open the circuit, and for how long. */
  failures?: number;
  openMs?: number;
};

export type UpstreamRequest = {
  url: string;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
};

export type UpstreamAnswer = {
  /** The media type alone, in lower case; empty where none was given. */
  type: string;
  chunks: AsyncIterable<Uint8Array>;
};

/** Makes pieces of an answer. What it throws, other than a `ChatError`, becomes `agent_unavailable`. */
export type Reader = (answer: UpstreamAnswer) => AsyncIterable<Said>;

/** What is left of an answer after its reader has all it wants is read for the connection's sake, within limits. */
const rest = {bytes: 1_048_576, ms: 1000};

export class Upstream {
  readonly #options: Required<UpstreamOptions>;
  readonly #log: Log;
  readonly #pool: Pool;
  readonly #breakers = new Map<string, Breaker>();

  constructor(log: Log, options: UpstreamOptions = {}) {
    this.#options = {
      firstPieceMs: 15_000,
      betweenMs: 10_000,
      connections: 256,
      failures: 5,
      openMs: 10_000,
      ...options,
    };
    this.#log = log;
    const {connections, firstPieceMs, betweenMs} = this.#options;
    this.#pool = new Pool({
      connections,
      connect: {timeout: 5000},
      // Our own deadlines count pieces, and only while somebody waits for one; these are for what nobody waits for.
      headersTimeout: firstPieceMs,
      bodyTimeout: betweenMs,
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /**
   * POSTs, and gives the pieces that `read` makes of the answer, the empty ones left out. Throws the signal's
   * reason, `agent_timeout`, `agent_refused` (for good) or `agent_unavailable` (also without a single piece).
   */
  async *ask(request: UpstreamRequest, read: Reader): AsyncGenerator<Said> {
    const {signal} = request;
    signal.throwIfAborted();
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal.addEventListener('abort', abort);
    const pieces = this.#exchange(request, read, stop.signal);
    const next = (ms: number) => inTime(pieces, ms, stop, signal);
    try {
      const breaker = this.#breakerOf(new URL(request.url).origin);
      let piece: IteratorResult<Said> = await breaker(async () => {
        for (;;) {
          const first = await next(this.#options.firstPieceMs);
          if (first.done) throw new ChatError('agent_unavailable');
          if (typeof first.value === 'string') return first;
        }
      });
      while (!piece.done) {
        yield piece.value;
        piece = await next(this.#options.betweenMs);
      }
    } finally {
      signal.removeEventListener('abort', abort);
      await pieces.return(undefined);
    }
  }

  async *#exchange({url, headers, body}: UpstreamRequest, read: Reader, signal: AbortSignal) {
    const {origin, pathname, search} = new URL(url);
    const asked = this.#pool.request({
      method: 'POST',
      origin,
      path: `${pathname}${search}`,
      headers: {'content-type': 'application/json', ...headers},
      body,
      signal,
    });
    const answer = await unlessAborted(asked, signal);
    let isRead = false;
    try {
      const {statusCode} = answer;
      if (statusCode < 200 || statusCode > 299) throw refusal(statusCode, answer.headers['retry-after']);
      const type = String(answer.headers['content-type'] ?? '');
      const chunks = answer.body.iterator({destroyOnReturn: false});
      yield* read({type: type.replace(/;.*/s, '').trim().toLowerCase(), chunks});
      isRead = true;
    } finally {
      answer.body.on('error', () => undefined); // nobody reads it any more
      if (isRead)
        void answer.body
          .dump({limit: rest.bytes, signal: AbortSignal.timeout(rest.ms)})
          .catch(() => undefined);
      else answer.body.destroy();
    }
  }

  #breakerOf(origin: string): Breaker {
    const known = this.#breakers.get(origin);
    if (known) return known;
    const {failures, openMs} = this.#options;
    const onOpen = () => this.#log.warn({ms: openMs}, 'circuit.opened');
    const breaker = createBreaker({failures, openMs, isFailure: isDown, onOpen});
    this.#breakers.set(origin, breaker);
    return breaker;
  }
}

/** The next piece that is not empty, within `ms`; otherwise everything about the exchange is stopped. */
async function inTime(
  pieces: AsyncIterator<Said>,
  ms: number,
  stop: AbortController,
  signal: AbortSignal,
): Promise<IteratorResult<Said>> {
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    for (;;) {
      const piece = await pieces.next();
      signal.throwIfAborted();
      if (piece.done || piece.value !== '') return piece;
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw stop.signal.aborted ? new ChatError('agent_timeout') : toFailure(thrown);
  } finally {
    clearTimeout(timer);
  }
}

/** Does not wait for what is left behind: a connection that is being made does not hear the signal. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}

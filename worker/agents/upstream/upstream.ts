/**
 * The ways to all who answer over HTTP: one pool of connections, a circuit and a standing for each upstream, and every
 * way to fail as a `ChatError`. An upstream that shows that it lives is waited for, in silence only so long, and never
 * longer than all of it may take. However a reply ends, nothing of it stays: no timer, no listener, no open exchange.
 */
import {Agent as Pool} from 'undici';
import {ChatError} from '../../../core/errors.ts';
import type {Log} from '../../../core/log.ts';
import type {Said} from '../agent.ts';
import {Circuit} from './circuit.ts';
import {AskAgain, exchange, type Post, type Reader} from './exchange.ts';
import {failure, faultOf} from './faults.ts';
import {type Standing, Standings, type UpstreamName} from './standings.ts';

export type UpstreamOptions = {
  /** How long it may be silent before the first word, in milliseconds. */
  firstWordMs?: number;
  /** How long it may be silent after a word. */
  betweenWordsMs?: number;
  /** How long all of it may take. */
  wholeMs?: number;
  /** To one host; more requests wait for one of them. */
  connections?: number;
  /** Questions failed on end that open a circuit, and for how long. */
  failures?: number;
  openMs?: number;
};

export type UpstreamRequest = Post & {
  upstream: UpstreamName;
  /** Which question it is, so that one that fails again and again counts once. */
  question: string;
  /** When the time for all of it began, on the monotonic clock; absent: now. */
  began?: number | undefined;
  signal: AbortSignal;
  /** A whole reply without a word is none, unless this is so. */
  mayBeSilent?: boolean;
  /** Told once, at the first word. */
  onWord?: () => void;
};

/** A sign of life is passed on at most so often. */
const writingEveryMs = 1000;
/** What follows a whole reply, such as its cost, is waited for so long. */
const afterwardsMs = 500;

export class Upstream {
  readonly #options: Required<UpstreamOptions>;
  readonly #log: Log;
  readonly #pool: Pool;
  readonly #circuits = new Map<string, Circuit>();
  readonly #standings = new Standings();

  constructor(log: Log, options: UpstreamOptions = {}) {
    this.#options = {
      firstWordMs: 40_000,
      betweenWordsMs: 20_000,
      wholeMs: 42_000,
      connections: 256,
      failures: 5,
      openMs: 10_000,
      ...options,
    };
    this.#log = log;
    const {connections} = this.#options;
    // Our own deadlines end every wait; the pool's would cut them short.
    this.#pool = new Pool({connections, connect: {timeout: 5000}, headersTimeout: 0, bodyTimeout: 0});
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** How each of those that were asked is. */
  standings(): Standing[] {
    return this.#standings.all(name => this.#circuits.get(name)?.isOpen ?? false);
  }

  /**
   * POSTs, and passes on what `read` makes of the answer, without empty words. Throws the signal's reason, what opened
   * the circuit, or a failure; and what `judge` makes of a refusal.
   */
  async *ask(request: UpstreamRequest, read: Reader): AsyncGenerator<Said> {
    const {signal, question, upstream, began = performance.now()} = request;
    signal.throwIfAborted();
    // Others have used up the time: nobody was asked, and nothing is wrong with who would have been.
    if (performance.now() >= began + this.#options.wholeMs) throw failure('endless');
    const circuit = this.#circuitOf(upstream);
    const pass = circuit.enter();
    let isFine = false;
    try {
      for await (const said of this.#listen({...request, began}, read)) {
        if (!isFine && typeof said === 'string') {
          isFine = true;
          circuit.succeeded();
          request.onWord?.();
        }
        yield said;
      }
    } catch (thrown) {
      const fault = faultOf(thrown);
      isFine = fault?.isLastWord ?? false;
      if (thrown instanceof ChatError && fault) circuit.failed(thrown, question);
      if (fault && !isFine) this.#standings.note(upstream, fault);
      throw thrown;
    } finally {
      if (isFine) this.#standings.note(upstream);
      circuit.left(pass);
    }
  }

  async *#listen(request: UpstreamRequest & {began: number}, read: Reader): AsyncGenerator<Said> {
    const {firstWordMs, betweenWordsMs, wholeMs} = this.#options;
    const {signal, began, mayBeSilent = false} = request;
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal.addEventListener('abort', abort);
    const timers = {stop, endsAt: began + wholeMs, signal};
    let isWhole = false;
    const saying = exchange(request, read, {
      pool: this.#pool,
      signal: stop.signal,
      isWhole: whole => {
        isWhole = whole;
      },
    });
    const heard = new Heard();
    try {
      for (;;) {
        const waitMs = isWhole ? afterwardsMs : heard.hasWords ? betweenWordsMs : firstWordMs;
        const next = await nextInTime(saying, waitMs, timers, heard.hasWords).catch((thrown: unknown) => {
          signal.throwIfAborted();
          if (isWhole) return {done: true as const, value: undefined};
          throw thrown;
        });
        if (next.done) break;
        if (heard.isNews(next.value)) yield next.value;
      }
      if (!heard.hasWords && !mayBeSilent) throw failure('empty');
    } finally {
      signal.removeEventListener('abort', abort);
      await saying.return(undefined);
    }
  }

  #circuitOf(upstream: UpstreamName): Circuit {
    const name = this.#standings.nameOf(upstream);
    const known = this.#circuits.get(name);
    if (known) return known;
    const {failures, openMs} = this.#options;
    const circuit = new Circuit({
      failures,
      openMs,
      onOpen: ({code}) => this.#log.warn({...upstream, code, ms: openMs}, 'circuit.opened'),
    });
    this.#circuits.set(name, circuit);
    return circuit;
  }
}

/** What was heard so far of one answer. */
class Heard {
  hasWords = false;
  #quietUntil = 0;

  /** Empty words are none, and one sign of life a while is enough. */
  isNews(said: Said): boolean {
    if (typeof said === 'string') this.hasWords ||= said !== '';
    else if (said.type === 'reset') this.hasWords = false;
    else if (said.type === 'writing') {
      const isNew = performance.now() >= this.#quietUntil;
      if (isNew) this.#quietUntil = performance.now() + writingEveryMs;
      return isNew;
    }
    return said !== '';
  }
}

type Timers = {stop: AbortController; endsAt: number; signal: AbortSignal};

/** What is said next; where it does not come in time, everything about the exchange is stopped. */
async function nextInTime(
  saying: AsyncIterator<Said>,
  waitMs: number,
  {stop, endsAt, signal}: Timers,
  hasWords: boolean,
): Promise<IteratorResult<Said>> {
  const leftMs = endsAt - performance.now();
  const isEnding = leftMs <= waitMs;
  const timer = setTimeout(() => stop.abort(), Math.max(0, Math.min(waitMs, leftMs)));
  try {
    const next = await saying.next();
    signal.throwIfAborted();
    return next;
  } catch (thrown) {
    signal.throwIfAborted();
    if (!stop.signal.aborted || thrown instanceof AskAgain) throw thrown;
    throw failure(isEnding ? 'endless' : hasWords ? 'stalled' : 'silent');
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Something done again and again until it is stopped. It outlives every failure of a step, backing off meanwhile,
 * and remembers when it last turned: a loop that has not turned lately is stuck, whatever else seems to work.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {backoff} from './backoff.ts';
import type {Log} from './log.ts';

export type LoopOptions = {
  /** Shown in the log. */
  name: string;
  log: Log;
  /** Where it answers with a number, the next one is due in so many milliseconds at the latest. */
  step: () => Promise<unknown>;
  /** Between two steps, in milliseconds, give or take a quarter; none by default, for steps that block. */
  everyMs?: number;
};

const firstPauseMs = 50;
const longestPauseMs = 1000;

export class Loop {
  readonly #options: LoopOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #turnedAt = performance.now();
  /** When the next step is due at the latest, on the monotonic clock. */
  #dueAt = Number.POSITIVE_INFINITY;
  #pausing = new AbortController();

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** Since the last step began or ended, in milliseconds. */
  get idleMs(): number {
    return performance.now() - this.#turnedAt;
  }

  get stopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  start(): this {
    this.#running ??= this.#run();
    return this;
  }

  /** The next step begins in so many milliseconds at the latest. */
  hasten(ms: number): void {
    const dueAt = performance.now() + ms;
    if (dueAt >= this.#dueAt) return;
    this.#dueAt = dueAt;
    this.#pausing.abort();
  }

  /** No further step; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#pausing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const {everyMs, step, log, name} = this.#options;
    for (let failures = 0; !this.stopping; this.#turnedAt = performance.now()) {
      try {
        if (everyMs !== undefined) await this.#untilDue(everyMs * (0.75 + Math.random() / 2));
        if (this.stopping) return;
        this.#turnedAt = performance.now();
        this.#dueAt = Number.POSITIVE_INFINITY;
        const nextMs = await step();
        if (typeof nextMs === 'number') this.hasten(nextMs);
        failures = 0;
      } catch (error) {
        log.debug({reason: name, error}, 'loop.interrupted');
        await this.#pause(backoff(failures++, firstPauseMs, longestPauseMs));
      }
    }
  }

  async #untilDue(ms: number): Promise<void> {
    this.#dueAt = Math.min(this.#dueAt, performance.now() + ms);
    for (let left = this.#dueAt - performance.now(); left > 0 && !this.stopping; ) {
      await this.#pause(left);
      left = this.#dueAt - performance.now();
    }
  }

  async #pause(ms: number): Promise<void> {
    this.#pausing = new AbortController();
    if (this.stopping) return;
    await sleep(ms, undefined, {signal: this.#pausing.signal}).catch(() => undefined); // woken sooner, or to stop
  }
}

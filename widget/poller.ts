/**
 * Follows one message until it has ended. Each request starts from the completion of the one before; a failed
 * one never ends the loop, only the server's own word that the message cannot be read does.
 *
 * Where something between us and the server cuts what it holds, we stop asking to be held, and try again now
 * and then. Only requests that lasted tell about that: an answer that came at once proves nothing.
 */
import type {PollAnswer} from '../core/wire/message.ts';
import {type BackoffRange, backoff} from './backoff.ts';
import {type Client, ClientError} from './client.ts';
import type {Pause} from './pause.ts';

export type PollerSettings = {
  /** How long the server may hold a long-poll. */
  waitSeconds: number;
  /** What a request may take beyond that. */
  graceMs: number;
  /** From here on a request counts as held. */
  heldMs: number;
  /** Held requests cut in a row until we ask for short ones. */
  cuts: number;
  /** How long we stay with short polls before a long one is tried again. */
  retryLongMs: number;
  /** Between answers that come at once and bring nothing. */
  idle: BackoffRange;
  failure: BackoffRange;
  /** The least pause while nobody sees the page. */
  hiddenMs: number;
};

export const pollerSettings: PollerSettings = {
  waitSeconds: 25,
  graceMs: 10_000,
  heldMs: 1000,
  cuts: 3,
  retryLongMs: 60_000,
  idle: {baseMs: 1000, capMs: 8000},
  failure: {baseMs: 3000, capMs: 60_000},
  hiddenMs: 30_000,
};

export type PollerDeps = {
  client: Client;
  pause: Pause;
  isHidden: () => boolean;
  /** Told when `failures` may have changed. */
  onChange: () => void;
  settings?: PollerSettings;
};

export class Poller {
  /** How many requests in a row have failed. */
  failures = 0;

  readonly #deps: PollerDeps;
  readonly #settings: PollerSettings;
  #cuts = 0;
  #longAt = 0;
  #idle = 0;
  #request: AbortController | undefined;

  constructor(deps: PollerDeps) {
    this.#deps = deps;
    this.#settings = deps.settings ?? pollerSettings;
  }

  /** Every answer up to the terminal one, or to the error that says there will never be one; or until aborted. */
  async *follow(
    pollUrl: string,
    cursor: string,
    signal: AbortSignal,
  ): AsyncGenerator<PollAnswer | ClientError, void> {
    signal.addEventListener('abort', () => this.#request?.abort(), {once: true});
    for (let after = cursor; !signal.aborted; ) {
      const {answer, ms, isLong} = await this.#ask(pollUrl, after);
      if (signal.aborted) return;
      const isHeld = isLong && ms >= this.#settings.heldMs;
      if (answer instanceof ClientError) {
        if (answer.code === 'aborted') continue;
        if (!answer.retry) return yield answer;
        await this.#rest(answer.retryAfterMs, this.#fail(isHeld), signal);
      } else {
        this.failures = 0;
        yield answer;
        if (answer.status !== 'queued' && answer.status !== 'processing') return;
        after = answer.cursor;
        await this.#rest(answer.retry_after_ms, this.#succeed(answer, isLong, isHeld), signal);
      }
    }
  }

  /** Asks again at once: a held request may hang on a network that is no more. */
  wake(): void {
    this.#request?.abort();
    this.#deps.pause.wake();
  }

  async #ask(pollUrl: string, after: string) {
    const {cuts, waitSeconds, graceMs} = this.#settings;
    const startedAt = performance.now();
    const isLong = this.#cuts < cuts || startedAt >= this.#longAt;
    const seconds = isLong ? waitSeconds : 0;
    this.#request = new AbortController();
    const limits = {deadlineMs: seconds * 1000 + graceMs, signal: this.#request.signal};
    const answer = await this.#deps.client.poll(pollUrl, after, seconds, limits);
    return {answer, isLong, ms: performance.now() - startedAt};
  }

  /** Our own pause after an answer, in milliseconds. */
  #succeed({events}: PollAnswer, isLong: boolean, isHeld: boolean): number {
    const {idle} = this.#settings;
    if (isHeld) this.#cuts = 0;
    if (events.length === 0 && !isHeld) return backoff(++this.#idle, idle);
    this.#idle = 0;
    return isLong ? 0 : idle.baseMs / 2;
  }

  /** Our own pause after a failure, in milliseconds. */
  #fail(isHeld: boolean): number {
    if (isHeld) {
      this.#cuts++;
      this.#longAt = performance.now() + this.#settings.retryLongMs;
    }
    return backoff(++this.failures, this.#settings.failure);
  }

  #rest(serverMs: number, ownMs: number, signal: AbortSignal): Promise<void> {
    const {pause, isHidden, onChange} = this.#deps;
    onChange();
    return pause.wait(serverMs, isHidden() ? Math.max(ownMs, this.#settings.hiddenMs) : ownMs, signal);
  }
}

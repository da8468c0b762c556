/**
 * Asks something of the server until it has ended: a message until it is accepted, a message or a conversation until
 * there is nothing more to hear. Each request starts from the completion of the one before; a failed one never ends
 * the loop, only the server's own word that this cannot be does. What the server asks to wait is waited in full.
 *
 * Where something between us and the server cuts what it holds, we stop asking to be held, and try again now
 * and then. Only requests that lasted tell about that: an answer that came at once proves nothing.
 */
import {type BackoffRange, backoff} from './backoff.ts';
import {ClientError} from './client.ts';
import {Pause} from './pause.ts';

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
  graceMs: 12_000,
  heldMs: 1000,
  cuts: 3,
  retryLongMs: 60_000,
  idle: {baseMs: 1000, capMs: 8000},
  failure: {baseMs: 1500, capMs: 20_000},
  hiddenMs: 30_000,
};

/** What a request may take, in milliseconds, and what ends it early. */
export type Limits = {deadlineMs: number; signal: AbortSignal};

export type Asked<T> = {
  ask: (limits: Limits, after: string, waitSeconds: number) => Promise<T | ClientError>;
  /** Does the answer bring anything? */
  isNews?: (answer: T) => boolean;
  isLast: (answer: T) => boolean;
  /** May a request be held? A browser has only a few connections to a server. */
  mayHold?: () => boolean;
  /** Another try follows, at this time at the latest. */
  onFailure?: (error: ClientError, retryAt: number) => void;
};

type Answer = {cursor?: string | undefined; retry_after_ms?: number | undefined};

export class Poller {
  /** How many requests in a row have failed. */
  failures = 0;

  readonly #settings: PollerSettings;
  readonly #isHidden: () => boolean;
  readonly #pause = new Pause();
  readonly #requests = new Set<AbortController>();
  #cuts = 0;
  #longAt = 0;

  constructor(settings = pollerSettings, isHidden = () => document.hidden) {
    this.#settings = settings;
    this.#isHidden = isHidden;
  }

  /** Every answer up to the last, or to the error that says there will never be one; or until aborted. */
  async *follow<T extends Answer>(
    asked: Asked<T>,
    signal: AbortSignal,
    cursor = '',
  ): AsyncGenerator<T | ClientError, void> {
    const {idle: idleRange, failure, heldMs, retryLongMs} = this.#settings;
    for (let after = cursor, idle = 0, failures = 0; !signal.aborted; ) {
      const startedAt = performance.now();
      const isLong = this.#mayHold(asked);
      const answer = await this.#ask(asked, after, isLong, signal);
      const isHeld = isLong && performance.now() - startedAt >= heldMs;
      if (signal.aborted) return;
      if (answer instanceof ClientError) {
        if (answer.code === 'aborted') continue;
        if (!answer.retry) return yield answer;
        this.failures++;
        if (isHeld) {
          this.#cuts++;
          this.#longAt = performance.now() + retryLongMs;
        }
        const ownMs = backoff(++failures, failure);
        asked.onFailure?.(answer, Date.now() + Math.max(answer.retryAfterMs, ownMs));
        await this.#rest(answer.retryAfterMs, ownMs, signal);
      } else {
        this.failures = failures = 0;
        if (isHeld) this.#cuts = 0;
        idle = isHeld || asked.isNews?.(answer) ? 0 : idle + 1;
        after = answer.cursor ?? after;
        yield answer;
        if (asked.isLast(answer)) return;
        const ownMs = idle ? backoff(idle, idleRange) : isLong ? 0 : idleRange.baseMs / 2;
        await this.#rest(answer.retry_after_ms ?? 0, ownMs, signal);
      }
    }
  }

  /** Asks again at once: a request may hang on a network that is no more. */
  wake(): void {
    for (const request of this.#requests) request.abort();
    this.nudge();
  }

  /** Whatever rests has rested enough, but for what the server asks. */
  nudge(): void {
    this.#pause.wake();
  }

  #mayHold<T>({mayHold}: Asked<T>): boolean {
    return mayHold?.() === true && (this.#cuts < this.#settings.cuts || performance.now() >= this.#longAt);
  }

  async #ask<T>({ask}: Asked<T>, after: string, isLong: boolean, signal: AbortSignal) {
    const {waitSeconds, graceMs} = this.#settings;
    const seconds = isLong ? waitSeconds : 0;
    const request = new AbortController();
    const abort = () => request.abort();
    this.#requests.add(request);
    signal.addEventListener('abort', abort);
    const answer = await ask({deadlineMs: seconds * 1000 + graceMs, signal: request.signal}, after, seconds);
    signal.removeEventListener('abort', abort);
    this.#requests.delete(request);
    return answer;
  }

  #rest(serverMs: number, ownMs: number, signal: AbortSignal): Promise<void> {
    return this.#pause.wait(
      serverMs,
      this.#isHidden() ? Math.max(ownMs, this.#settings.hiddenMs) : ownMs,
      signal,
    );
  }
}

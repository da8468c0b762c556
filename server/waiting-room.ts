/**
 * Where long polls wait. Each waits for one message, at most for its hold; it leaves when enough has
 * happened, when its time is up, when its client has gone, or when the process is to end: nobody is left.
 */

import {isAfter} from '../core/events/cursor.ts';
import {extend, hasEnded, lastCursor, type Message, readMessage} from '../core/events/read.ts';
import type {Waiter} from '../core/events/waiter.ts';
import type {Watcher} from '../core/events/watch.ts';
import type {Redis} from '../core/redis.ts';

export type Wait = {
  /** At most, in milliseconds; 0 reads once. */
  holdMs: number;
  /** Wait for the next event after this cursor; absent: for the end of the message. */
  after?: string | undefined;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
};

export class WaitingRoom {
  readonly #redis: Redis;
  readonly #watcher: Watcher;
  readonly #waiting = new Set<Waiter>();
  #closed = false;

  constructor({redis, watcher}: {redis: Redis; watcher: Watcher}) {
    this.#redis = redis;
    this.#watcher = watcher;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** How many are waiting. */
  get size(): number {
    return this.#waiting.size;
  }

  /** The message as it is when the wait is over; `null` when nobody knows it. */
  async wait(id: string, {holdMs, after, signal}: Wait): Promise<Message | null> {
    if (holdMs === 0 || this.#closed) return readMessage(this.#redis, id);
    const waiter = this.#watcher.open(id, after === undefined ? 'end' : 'event');
    const leave = () => waiter.close();
    const timers = [setTimeout(leave, holdMs), setTimeout(() => waiter.freshen(), holdMs / 2)];
    signal.addEventListener('abort', leave);
    this.#waiting.add(waiter);
    try {
      return await this.#follow(waiter, id, after);
    } finally {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      this.#waiting.delete(waiter);
      waiter.close();
    }
  }

  /** Lets everybody go, and nobody wait from now on. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.close();
  }

  async #follow(waiter: Waiter, id: string, after: string | undefined): Promise<Message | null> {
    let message = await readMessage(this.#redis, id);
    while (message && !isEnough(message, after)) {
      const news = await waiter.next(lastCursor(message));
      // Who waited for the end was not told of other events: it gets them when its time is up.
      if (news.length === 0) return after === undefined ? readMessage(this.#redis, id) : message;
      message = extend(message, news);
    }
    return message;
  }
}

function isEnough(message: Message, after: string | undefined): boolean {
  if (hasEnded(message)) return true;
  return after !== undefined && isAfter(lastCursor(message), after);
}

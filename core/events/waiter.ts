/**
 * One who waits for a message's events. It remembers that there may be something to read, also while it is
 * not waiting: what becomes stale during a read is read again.
 */

import type {StreamEntry} from '../redis/replies.ts';
import {beginning, isAfter} from './cursor.ts';
import type {Owned} from './owned.ts';

/** `end`: only the end of the message is of interest; other events neither wake it nor are read for it. */
export type Interest = 'event' | 'end';

/** Not for use by two callers at once. */
export class Waiter {
  readonly id: string;
  readonly interest: Interest;
  /** Whose session it must still be for anything to be delivered; absent: the message's id is enough. */
  readonly owner: Owned | undefined;
  readonly #tell: {due: () => void; closed: () => void};
  #stale = false;
  #closed = false;
  #cursor = beginning;
  #resolve: ((events: StreamEntry[]) => void) | undefined;

  constructor(
    {id, interest, owner}: Pick<Waiter, 'id' | 'interest' | 'owner'>,
    tell: {due: () => void; closed: () => void},
  ) {
    this.id = id;
    this.interest = interest;
    this.owner = owner;
    this.#tell = tell;
  }

  get cursor(): string {
    return this.#cursor;
  }

  /** The events after the cursor, at least one; none once it is closed. Never rejects. */
  next(after: string): Promise<StreamEntry[]> {
    if (this.#closed) return Promise.resolve([]);
    return new Promise(resolve => {
      this.#cursor = after;
      this.#resolve = resolve;
      if (this.#stale) this.#tell.due();
    });
  }

  /** There may be something to read. */
  freshen(): void {
    this.#stale = true;
    if (this.#resolve) this.#tell.due();
  }

  /** A read begins: what becomes stale from here on is not in it. False where nobody waits for the answer. */
  begin(): boolean {
    if (!this.#resolve) return false;
    this.#stale = false;
    return true;
  }

  deliver(events: readonly StreamEntry[]): void {
    const news = events.filter(event => isAfter(event.id, this.#cursor));
    if (news.length > 0) this.#answer(news);
  }

  close(): void {
    this.#closed = true;
    this.#tell.closed();
    this.#answer([]);
  }

  #answer(events: StreamEntry[]): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.(events);
  }
}

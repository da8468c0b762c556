/**
 * Where readers wait for events. Each waits for one message; a long poll leaves when enough has happened or its
 * time is up, a stream when the message has ended, and both when their client has gone or the process is to end:
 * nobody is left. Whose session went over to another device, or was erased, is told nothing from then on: a poll, that
 * nobody knows the message; a stream ends.
 */

import {ChatError} from '../../core/errors.ts';
import {extend, hasEnded, type Message} from '../../core/events/read.ts';
import type {Interest, Waiter} from '../../core/events/waiter.ts';
import type {Watcher} from '../../core/events/watch.ts';
import type {Conversation} from '../../core/queue/handoff/take-over.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {MessageEvent} from '../../core/wire/message.ts';
import type {Reader} from '../session-token.ts';
import {readOwn} from './read-own.ts';

/** Has something done when the client has gone; at once where it has. */
export type WhenGone = (leave: () => void) => void;

export type Wait = {
  /** At most, in milliseconds; 0 reads once. */
  holdMs: number;
  /** Wait for the next event after this cursor; absent: for the end of the message. */
  after?: string | undefined;
  whenGone: WhenGone;
  /** Who reads by a session's token; absent: by the message's id alone. */
  reader?: Reader | undefined;
  /** Of a message that was replayed, read what became of itself; without it, what became of the replay. */
  staysWithIt?: true;
};

/** What a stream's reader is told at one moment. */
export type Step = {events: readonly MessageEvent[]; status: Message['status']};

/** A stream looks again by itself so often, in milliseconds, as a long poll does at half its hold. */
const lookAgainMs = 15_000;

/** So many wait at most, of the 8,000 requests that a process has under way: the others must not wait for these. */
const usualMost = 6000;

export class WaitingRoom {
  readonly #redis: Redis;
  readonly #most: number;
  readonly #watcher: Watcher;
  readonly #waiting = new Set<Waiter>();
  /** How to end the wait of each who waits in a conversation. */
  readonly #listening = new Set<() => void>();
  #closed = false;

  constructor({
    redis,
    watcher,
    most = usualMost,
  }: {redis: Redis; watcher: Watcher; most?: number | undefined}) {
    this.#most = most;
    this.#redis = redis;
    this.#watcher = watcher;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** How many are waiting. */
  get size(): number {
    return this.#waiting.size + this.#listening.size;
  }

  /** Is there room for nobody else? Whoever comes is answered with what there is. */
  get isFull(): boolean {
    return this.size >= this.#most;
  }

  /** The message as it is when the wait is over; `null` when nobody knows it. */
  async wait(id: string, wait: Wait): Promise<Message | null> {
    const message = await this.#waitFor(id, wait);
    const replayed = message?.replayedAs;
    if (replayed === undefined || wait.staysWithIt) return message;
    const now = await this.wait(replayed, wait);
    return now ? {...now, id} : message;
  }

  async #waitFor(id: string, {holdMs, after, whenGone, reader: owner}: Wait): Promise<Message | null> {
    const read = () => readOwn(this.#redis, id, {after, owner});
    if (holdMs === 0 || this.#closed || this.isFull) return read();
    const interest = after === undefined ? 'end' : 'event';
    const waiter = this.#enter(id, interest, {whenGone, reader: owner});
    let timer = setTimeout(() => {
      waiter.freshen();
      timer = setTimeout(() => waiter.close(), holdMs / 2);
    }, holdMs / 2);
    try {
      let message = await read();
      while (message && !isEnough(message, after)) {
        const news = await waiter.next(message.position);
        if (news.length === 0) return read();
        message = extend(message, news, after);
      }
      return message;
    } finally {
      clearTimeout(timer);
      this.#leave(waiter);
    }
  }

  /**
   * The events after the cursor as they come, in order, each once: at first what there is, perhaps nothing. Ends
   * after the terminal event, when the client has gone, when it is not the session's reader any more, or when the
   * process is to end; at once for a message that nobody knows.
   */
  async *follow(
    id: string,
    after: string,
    {whenGone, reader, staysWithIt}: Omit<Wait, 'holdMs' | 'after'>,
  ): AsyncGenerator<Step, void, undefined> {
    if (this.isFull) throw new ChatError('overloaded', 'Too many wait already', {retryAfterSeconds: 5});
    const waiter = this.#enter(id, 'event', {whenGone, reader});
    const end = reader && setTimeout(() => waiter.close(), reader.leftMs);
    const timer = setInterval(() => waiter.freshen(), lookAgainMs);
    try {
      const message = await readOwn(this.#redis, id, {after, owner: reader});
      if (!message) return;
      const replayed = staysWithIt ? undefined : message.replayedAs;
      if (replayed !== undefined) return yield* this.follow(replayed, after, {whenGone, reader});
      let {status} = message;
      yield {events: message.events, status};
      for (let cursor = message.position; !hasEnded({status}); ) {
        const news = await waiter.next(cursor);
        if (news.length === 0) return;
        const now = extend({...message, events: []}, news, after);
        status = now.status;
        cursor = now.position;
        yield {events: now.events, status};
      }
    } finally {
      clearInterval(timer);
      clearTimeout(end);
      this.#leave(waiter);
    }
  }

  /**
   * What `read` finds once `isEnough` of it is there, or the time is up: read at first, and whenever something may have
   * come in the conversation.
   */
  async waitInSession<T>(
    {channel, session}: Conversation,
    {holdMs, whenGone}: Pick<Wait, 'holdMs' | 'whenGone'>,
    read: () => Promise<T>,
    isEnough: (found: T) => boolean,
  ): Promise<T> {
    let isOver = holdMs === 0 || this.#closed || this.isFull;
    let isStale = false;
    let wake = () => {
      isStale = true;
    };
    const call = () => wake();
    const end = () => {
      isOver = true;
      call();
    };
    const unlisten = this.#watcher.listen(channel, session, call);
    const timers = [setTimeout(call, holdMs / 2), setTimeout(end, holdMs)];
    this.#listening.add(end);
    whenGone(end);
    try {
      for (;;) {
        isStale = false;
        const found = await read();
        if (isOver || isEnough(found)) return found;
        if (isStale) continue;
        await new Promise<void>(resolve => {
          wake = resolve;
        });
        wake = () => {
          isStale = true;
        };
      }
    } finally {
      for (const timer of timers) clearTimeout(timer);
      unlisten();
      this.#listening.delete(end);
    }
  }

  /** Lets everybody go, and nobody wait from now on. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.close();
    for (const end of this.#listening) end();
  }

  /** Registers first: an event is either in the read that follows, or wakes the waiter. */
  #enter(id: string, interest: Interest, {whenGone, reader}: Pick<Wait, 'whenGone' | 'reader'>): Waiter {
    const waiter = this.#watcher.open(id, interest, reader);
    this.#waiting.add(waiter);
    whenGone(() => waiter.close());
    if (this.#closed) waiter.close();
    return waiter;
  }

  #leave(waiter: Waiter): void {
    this.#waiting.delete(waiter);
    waiter.close();
  }
}

function isEnough({status, events}: Message, after: string | undefined): boolean {
  return hasEnded({status}) || (after !== undefined && events.length > 0);
}

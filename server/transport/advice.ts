/**
 * The server's advice when to ask again, from live queue depth, places and reply times. What it knows of Redis is at
 * most about a second old and is read in the background: no request waits or scans for it.
 */
import {hasEnded, type Message} from '../../core/events/read.ts';
import type {Log} from '../../core/log.ts';
import {type Capacity, readCapacity} from '../../core/queue/figures/workers.ts';
import type {Redis} from '../../core/redis/connection.ts';

/** Times in milliseconds; `position`: how many have to begin before it. */
export type Advice = {retryAfterMs: number; position: number; etaMs: number};

/** What was not measured yet: an AI's answer as clinics know it. */
const unknown: Capacity = {slots: 0, replyMs: 5000};
const maxAgeMs = 1000;

/** Between two polls while words come: more often costs a request for each word, and nobody reads faster. */
const streamingMs = 500;
/** After a long poll that brought an event other than words: the next one may be the first word. */
const heldMs = 10;
/** When a message that was accepted just now is worth a first look. */
export const firstPollMs = 400;
const latestMs = 5000;

export class Adviser {
  readonly #redis: Redis;
  readonly #log: Log;
  #capacity = unknown;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor({redis, log}: {redis: Redis; log: Log}) {
    this.#redis = redis;
    this.#log = log;
  }

  /** For a message that was waited for `holdMs`; `closing`: this process ends, and everybody comes again, spread. */
  advise(message: Message, holdMs: number, closing: boolean): Advice {
    if (hasEnded(message)) return {retryAfterMs: 0, position: 0, etaMs: 0};
    const estimate = this.#estimate(message);
    if (closing) return {...estimate, retryAfterMs: 500 + Math.floor(Math.random() * 1500)};
    const pause = message.last?.type === 'delta' ? streamingMs : heldMs;
    const poll = Math.min(Math.max(firstPollMs, Math.round(estimate.etaMs / 4)), latestMs);
    return {...estimate, retryAfterMs: holdMs > 0 ? pause : poll};
  }

  #estimate({status, ahead, startedAt, last}: Message): Omit<Advice, 'retryAfterMs'> {
    this.#refresh();
    const {slots, replyMs = 5000} = this.#capacity;
    const atOnce = Math.max(1, slots);
    if (status === 'queued' && startedAt === null) {
      const rounds = Math.floor(ahead / atOnce) + 1;
      return {position: Math.max(0, ahead + 1 - atOnce), etaMs: rounds * replyMs};
    }
    const elapsedMs = last && startedAt ? Number.parseInt(last.id, 10) - Date.parse(startedAt) : 0;
    return {position: 0, etaMs: Math.max(0, replyMs - elapsedMs)};
  }

  #refresh(): void {
    if (performance.now() - this.#readAt < maxAgeMs) return;
    this.#readAt = performance.now();
    readCapacity(this.#redis).then(
      capacity => {
        this.#capacity = capacity;
      },
      error => this.#log.debug({error}, 'capacity.unread'), // the last known one holds meanwhile
    );
  }
}

/**
 * What one client may have looked at, before anything of it is read: a bucket that refills, by address. It is above
 * what the queue's own limits let through, and only keeps a flood from costing more than a glance.
 */
import {ChatError} from '../../core/errors.ts';

/** `send`: what is written; `read`: what is asked for, as polls do all the time. */
export type Kind = 'send' | 'read';

/** How often the rate of messages each bucket holds, and refills by within a minute. */
const times: Record<Kind, number> = {send: 3, read: 40};

const kinds = ['send', 'read'] as const;

/** More clients than these are not told apart: the oldest are forgotten. */
const mostClients = 20_000;

/** How long who floods is not listened to at all, in milliseconds. */
const usualFloodMs = 10_000;

/** How much of what a bucket holds may be refused before that is a flood: pages that poll heed `Retry-After`. */
const patienceOf: Record<Kind, number> = {send: 1, read: 0.25};

/** What a connection counts for on which more requests came at once than any browser or proxy sends. */
const brokenOff = 100;

/** `refused`: since `since`, what came when nothing was left; more than `patience` is a flood. */
type Bucket = {left: number; at: number; refused: number; since: number; patience: number};

export class AddressBudget {
  readonly #perMinute: number;
  readonly #buckets: Record<Kind, Map<string, Bucket>> = {send: new Map(), read: new Map()};

  readonly #floodMs: number;

  /** `perMinute`: messages of one client; 0: no bounds. */
  constructor(perMinute: number, {floodMs = usualFloodMs} = {}) {
    this.#perMinute = perMinute;
    this.#floodMs = floodMs;
  }

  /** Seconds to wait; 0: taken. `client`: its address, as `clientAddress` groups it. */
  take(kind: Kind, client: string): number {
    if (this.#perMinute === 0) return 0;
    const most = this.#perMinute * times[kind];
    const bucket = this.#bucketOf(kind, client, most);
    const now = performance.now();
    // Who comes back from a flood has won nothing by it, and is known sooner.
    const isOver = bucket.refused > bucket.patience && now - bucket.since >= this.#floodMs;
    if (isOver) Object.assign(bucket, {at: now, refused: 0, patience: most / 10});
    bucket.left = Math.min(most, bucket.left + ((now - bucket.at) * most) / 60_000);
    bucket.at = now;
    if (bucket.left > most / 2) bucket.patience = most * patienceOf[kind];
    if (bucket.left < 1) {
      this.#count(bucket, now, 1);
      return Math.ceil(((1 - bucket.left) * 60) / most);
    }
    bucket.left -= 1;
    return 0;
  }

  /** The same. Throws `rate_limited` where it is not taken. */
  insist(kind: Kind, client: string): void {
    const retryAfterSeconds = this.take(kind, client);
    if (retryAfterSeconds === 0) return;
    throw this.refusal(retryAfterSeconds);
  }

  /** What whoever has asked too often is told; by default whoever floods. */
  refusal(retryAfterSeconds = Math.ceil(this.#floodMs / 1000)): ChatError {
    return new ChatError('rate_limited', 'Too many requests from your address', {retryAfterSeconds});
  }

  /** Messages of one client; 0: no bounds. */
  get perMinute(): number {
    return this.#perMinute;
  }

  /** One more was refused for another reason: what came was too much at once, `onOneConnection` or in all. */
  refuse(client: string, {onOneConnection = false} = {}): void {
    const bucket = this.#bucketOf('read', client, this.#perMinute * times.read);
    this.#count(bucket, performance.now(), onOneConnection ? brokenOff : 1);
  }

  /**
   * Has this client come as often again as it may, with nothing left, within seconds? To say so to each of its requests
   * would cost more than all that others ask.
   */
  isFlooding(client: string): boolean {
    const now = performance.now();
    return kinds.some(kind => {
      const bucket = this.#buckets[kind].get(client);
      return bucket !== undefined && bucket.refused > bucket.patience && now - bucket.since < this.#floodMs;
    });
  }

  #count(bucket: Bucket, now: number, times: number): void {
    if (now - bucket.since > this.#floodMs) Object.assign(bucket, {refused: 0, since: now});
    bucket.refused += times;
  }

  #bucketOf(kind: Kind, client: string, most: number): Bucket {
    const buckets = this.#buckets[kind];
    const bucket = buckets.get(client) ?? {
      left: most,
      at: performance.now(),
      refused: 0,
      since: 0,
      patience: most * patienceOf[kind],
    };
    buckets.delete(client); // and in again, as the youngest
    if (buckets.size >= mostClients) buckets.delete(buckets.keys().next().value ?? '');
    buckets.set(client, bucket);
    return bucket;
  }
}

/**
 * How full Redis is, so that what cannot be kept is refused at the door while there is room to end what was accepted: a
 * full one refuses every write that grows. New conversations are refused first, then all that is sent.
 */
import type {Redis} from './connection.ts';

export type Shedding = 'nothing' | 'sessions' | 'sends';

export type FullnessOptions = {
  redis: Redis;
  /** From what share of `maxmemory` on no conversation is opened; halfway from there to the end none goes on. */
  shedPercent: number;
};

/** So often, at most, it is asked, and only when somebody wants to know. */
const staleMs = 2000;

export class Fullness {
  readonly #redis: Redis;
  readonly #shedPercent: number;
  #usedBytes = 0;
  #maxBytes = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor({redis, shedPercent}: FullnessOptions) {
    this.#redis = redis;
    this.#shedPercent = shedPercent;
  }

  /** Of `maxmemory`, as it was known last; 0 where there is no bound, or nothing is known. */
  get percent(): number {
    return this.#maxBytes === 0 ? 0 : Math.floor((100 * this.#usedBytes) / this.#maxBytes);
  }

  get shedding(): Shedding {
    if (this.percent < this.#shedPercent) return 'nothing';
    return this.percent < (100 + this.#shedPercent) / 2 ? 'sessions' : 'sends';
  }

  /** What is known now; it is asked anew beside, where that is old. Nobody waits for it. */
  glance(): Shedding {
    if (performance.now() - this.#askedAt > staleMs) {
      // Whoever asks has a command of its own on the way, and that says it when Redis is away.
      void this.read().catch(unknown);
    }
    return this.shedding;
  }

  /** One round trip. Throws `unavailable`. */
  async read(timeoutMs?: number): Promise<void> {
    this.#askedAt = performance.now();
    const info = await this.#redis.run(client => client.info('memory'), timeoutMs);
    this.#usedBytes = bytes(info, 'used_memory');
    this.#maxBytes = bytes(info, 'maxmemory');
  }
}

function unknown(): void {
  // It stays as it was known last.
}

function bytes(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}

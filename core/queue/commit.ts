/**
 * Writes that count only once replicas have them. `WAIT` covers all that its own connection wrote before, and
 * blocks it meanwhile: so the writes that come while one `WAIT` is under way go together before the next.
 */
import {ChatError} from '../errors.ts';
import type {Redis, RedisClient} from '../redis/connection.ts';
import type {Sealer} from '../seal.ts';

export type CommitOptions = {
  /** A connection for this alone. */
  redis: Redis;
  /** How many replicas must have confirmed, at least 1. */
  replicas: number;
  /** How long they have for it, in milliseconds. */
  timeoutMs?: number;
};

type Write = {
  command: (client: RedisClient) => Promise<unknown>;
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
};

export class Commit {
  readonly #options: Required<CommitOptions>;
  #waiting: Write[] = [];
  #committing = false;

  constructor(options: CommitOptions) {
    this.#options = {timeoutMs: 200, ...options};
  }

  get sealer(): Sealer {
    return this.#options.redis.sealer;
  }

  deadline(): number | undefined {
    return this.#options.redis.deadline();
  }

  readClock(): Promise<void> {
    return this.#options.redis.readClock();
  }

  /** Throws `unavailable` when too few replicas confirmed in time: then it may or may not last. */
  run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const done = new Promise<unknown>((resolve, reject) => this.#waiting.push({command, resolve, reject}));
    void this.#drain();
    return done as Promise<T>;
  }

  async #drain(): Promise<void> {
    if (this.#committing) return;
    this.#committing = true;
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0));
    this.#committing = false;
  }

  async #commit(batch: readonly Write[]): Promise<void> {
    const {redis, replicas, timeoutMs} = this.#options;
    try {
      const {answers, confirmed} = await redis.run(async client => {
        // Not in one go: a script that the server did not know is sent again, after its WAIT.
        const [before, answers] = await Promise.all([
          client.clientId(),
          Promise.allSettled(batch.map(write => write.command(client))),
        ]);
        const [confirmed, after] = await Promise.all([client.wait(replicas, timeoutMs), client.clientId()]);
        // On another connection WAIT knows nothing of ours, and confirms at once.
        return {answers, confirmed: before === after ? confirmed : 0};
      });
      if (confirmed < replicas) throw new ChatError('unavailable');
      for (const [i, answer] of answers.entries()) {
        if (answer.status === 'fulfilled') batch[i]?.resolve(answer.value);
        else batch[i]?.reject(answer.reason);
      }
    } catch (error) {
      for (const write of batch) write.reject(error);
    }
  }
}

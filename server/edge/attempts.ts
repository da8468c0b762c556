/** Wrong tries by client in the last minute: who has had as many as there may be is not listened to. */

const whileMs = 60_000;
/** More clients than these are not told apart: the oldest are forgotten. */
const mostClients = 10_000;

export class Attempts {
  readonly #most: number;
  readonly #tries = new Map<string, {since: number; count: number}>();

  constructor(most = 5) {
    this.#most = most;
  }

  /** Seconds until this client is listened to again; 0: it is. */
  waitSeconds(client: string): number {
    const tries = this.#tries.get(client);
    if (!tries || tries.count < this.#most) return 0;
    return Math.max(0, Math.ceil((tries.since + whileMs - performance.now()) / 1000));
  }

  /** Counts a wrong one. */
  fail(client: string): void {
    const now = performance.now();
    const tries = this.#tries.get(client);
    if (tries && now - tries.since < whileMs) {
      tries.count += 1;
      return;
    }
    this.#tries.delete(client);
    if (this.#tries.size >= mostClients) this.#tries.delete(this.#tries.keys().next().value ?? '');
    this.#tries.set(client, {since: now, count: 1});
  }
}

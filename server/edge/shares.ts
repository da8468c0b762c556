/** How much of something each client holds; of those that hold nothing nothing is kept. */
export class Shares {
  readonly #held = new Map<string, number>();

  of(client: string): number {
    return this.#held.get(client) ?? 0;
  }

  /** One more; what it gives takes it off again, and is to be called once. */
  take(client: string): () => void {
    this.#held.set(client, this.of(client) + 1);
    return () => {
      const rest = this.of(client) - 1;
      if (rest > 0) this.#held.set(client, rest);
      else this.#held.delete(client);
    };
  }
}

/** Waiting that ends early when the page has reason to hope again; what the server asked for is waited in full. */
export class Pause {
  readonly #wakes = new Set<() => void>();

  /**
   * Resolves after the longer of both, in milliseconds; once `wake` was called, after `serverMs`. Resolves at once
   * when the signal is aborted: whoever waits looks at the signal next.
   */
  wait(serverMs: number, ownMs: number, signal: AbortSignal): Promise<void> {
    const serverAt = performance.now() + serverMs;
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const wake = () => {
        clearTimeout(timer);
        timer = setTimeout(end, serverAt - performance.now());
      };
      let timer = setTimeout(end, Math.max(serverMs, ownMs));
      this.#wakes.add(wake);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
  }

  wake(): void {
    for (const wake of this.#wakes) wake();
  }
}

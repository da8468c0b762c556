/** How many frames a client may send: in a while of 10 s 30 are served, as many more refused, and then it is enough. */
const whileMs = 10_000;
const most = 30;

export class FrameRate {
  #count = 0;
  #beganAt = Number.NEGATIVE_INFINITY;

  /** Counts one more, now. */
  take(): 'served' | 'refused' | 'enough' {
    const now = performance.now();
    if (now - this.#beganAt > whileMs) {
      this.#beganAt = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= most ? 'served' : this.#count <= 2 * most ? 'refused' : 'enough';
  }
}

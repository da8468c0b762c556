/** How long this worker's replies take, from claim to end: a moving average over about the last eight. */
export class ReplyTime {
  #usualMs: number | undefined;
  #fresh = false;

  note(ms: number): void {
    this.#usualMs = this.#usualMs === undefined ? ms : this.#usualMs + (ms - this.#usualMs) / 8;
    this.#fresh = true;
  }

  /** `undefined` where no reply has ended since it was asked last. */
  take(): number | undefined {
    const news = this.#fresh ? this.#usualMs : undefined;
    this.#fresh = false;
    return news === undefined ? undefined : Math.round(news);
  }
}

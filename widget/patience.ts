/**
 * How long somebody has been waiting for the same thing, in steps: 0 at once, 1 it is being worked on, 2 longer
 * than usual, 3 it will not come. Each word that comes begins the wait anew, except for the last step.
 */
export const patienceMs = [4000, 10_000, 130_000] as const;

export class Patience {
  step = 0;

  readonly #onStep: (step: number) => void;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #for = '';
  #since = 0;
  #news = '';

  constructor(onStep: (step: number) => void) {
    this.#onStep = onStep;
  }

  /** What is waited for, empty for nothing; `news` is another value whenever something has come. */
  wait(id: string, news: string): void {
    if (id === this.#for && news === this.#news) return;
    this.#timers.forEach(clearTimeout);
    if (id !== this.#for) this.#since = performance.now();
    this.#for = id;
    this.#news = news;
    this.step = 0;
    const waited = performance.now() - this.#since;
    this.#timers = id
      ? patienceMs.map((ms, i) => setTimeout(() => this.#go(i + 1), i < 2 ? ms : ms - waited))
      : [];
  }

  #go(step: number): void {
    this.step = step;
    this.#onStep(step);
  }
}

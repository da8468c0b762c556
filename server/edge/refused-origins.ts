/** Pages that were refused, told in one warning a minute: how many, and the last of them where it can be one at all. */
import type {Log} from '../../core/log.ts';
import {originMistake} from '../../core/origin.ts';

const everyMs = 60_000;

export class RefusedOrigins {
  readonly #log: Log;
  readonly #everyMs: number;
  #count = 0;
  #last: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Log, {everyMs: given = everyMs} = {}) {
    this.#log = log;
    this.#everyMs = given;
  }

  /** The first is told at once, what follows when the minute is over. */
  add(origin: string): void {
    this.#count += 1;
    this.#last = origin.length <= 128 && originMistake(origin) === undefined ? origin : undefined;
    if (this.#timer === undefined) this.#tell();
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.#count === 0) return;
    this.#log.warn({count: this.#count, origin: this.#last}, 'origin.refused');
    this.#count = 0;
    this.#timer = setTimeout(() => this.#tell(), this.#everyMs).unref();
  }
}

/**
 * A warning a minute with a count, however often it happens: a mistyped setting is found, and a stranger fills no log.
 * What happens first is said at once.
 */
import type {Log} from './log.ts';

type Fields = Readonly<Record<string, string | undefined>>;

/** Kinds of warnings that are told apart; a stranger could make up more. */
const mostKinds = 200;

export class Tally {
  readonly #log: Log;
  readonly #everyMs: number;
  readonly #counts = new Map<string, number>();

  constructor(log: Log, everyMs = 60_000) {
    this.#log = log;
    this.#everyMs = everyMs;
  }

  warn(word: string, fields: Fields = {}): void {
    const kind = JSON.stringify([word, fields]);
    const known = this.#counts.get(kind);
    if (known !== undefined) {
      this.#counts.set(kind, known + 1);
    } else if (this.#counts.size < mostKinds) {
      this.#log.warn({...fields, count: 1}, word);
      this.#wait(kind, word, fields);
    }
  }

  /** What happens within the next while is one line at its end. */
  #wait(kind: string, word: string, fields: Fields): void {
    this.#counts.set(kind, 0);
    const timer = setTimeout(() => {
      const count = this.#counts.get(kind) ?? 0;
      this.#counts.delete(kind);
      if (count === 0) return;
      this.#log.warn({...fields, count}, word);
      this.#wait(kind, word, fields);
    }, this.#everyMs);
    timer.unref();
  }
}

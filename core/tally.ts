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
  readonly #kinds = new Map<string, {count: number; latest: Fields}>();

  constructor(log: Log, everyMs = 60_000) {
    this.#log = log;
    this.#everyMs = everyMs;
  }

  /** Told apart by `fields`; `latest`: what is said of the last one only. */
  warn(word: string, fields: Fields = {}, latest: Fields = {}): void {
    const kind = JSON.stringify([word, fields]);
    const known = this.#kinds.get(kind);
    if (known) {
      known.count++;
      known.latest = latest;
    } else if (this.#kinds.size < mostKinds) {
      this.#log.warn({...fields, ...latest, count: 1}, word);
      this.#wait(kind, word, fields);
    }
  }

  /** What happens within the next while is one line at its end. */
  #wait(kind: string, word: string, fields: Fields): void {
    const since = {count: 0, latest: {}};
    this.#kinds.set(kind, since);
    const timer = setTimeout(() => {
      const {count, latest} = since;
      this.#kinds.delete(kind);
      if (count === 0) return;
      this.#log.warn({...fields, ...latest, count}, word);
      this.#wait(kind, word, fields);
    }, this.#everyMs);
    timer.unref();
  }
}

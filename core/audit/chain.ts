/**
 * Writes entries, each chained to the one before by a keyed hash, which is why Redis cannot chain them itself: whoever
 * writes says which entry theirs follow, and begins again where another process was faster. A process has one queue for
 * each chain, and several entries share a call, so that acts at the same time cost a call for many of them and never
 * run against each other. What cannot be written in time is refused, not kept: its act is not done.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {ChatError} from '../errors.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {text} from '../redis/replies.ts';
import {call, defineScript, keyList, list, lua} from '../redis/script.ts';
import type {Sealer} from '../seal.ts';

/** Visitors have one of their own, so that however many they write, no operator's act makes room for them. */
export const chains = ['operators', 'visitors'] as const;
export type ChainName = (typeof chains)[number];

export const keyOf = {operators: keys.audit, visitors: keys.auditOfVisitors} as const;

/** Written once of a session, while it is there: its key, and the generation that it must be of. */
export type Once = {key: string; generation: string};

type Waiting = {
  fields: readonly string[];
  once: Once | undefined;
  until: number;
  /** With the entry's hash; `undefined`: there was nothing to write. */
  resolve: (hash: string | undefined) => void;
  reject: (error: unknown) => void;
};

type Input = {
  chain: ChainName;
  previous: string;
  entries: readonly {fields: readonly string[]; hash: string}[];
  once: readonly Once[];
};

export const auditScript = defineScript<Input>()({
  name: 'audit',
  lua: lua(import.meta.url, 'audit.lua'),
  keys: {audit: ({chain}) => keyOf[chain], sessions: keyList(({once}) => once.map(({key}) => key))},
  args: {
    previous: ({previous}) => previous,
    longest: () => longest,
    generations: list(({once}) => once.map(({generation}) => generation)),
    entries: list(({previous, entries}) =>
      entries.map(({fields, hash}, i) => {
        const before = entries[i - 1]?.hash ?? previous;
        return JSON.stringify(['previous', before, ...fields, 'hash', hash]);
      }),
    ),
  },
  /** `moved`: another entry was written in between; its hash. `void`: which of those that are written once are not to be, from 1. */
  answers: {written: {}, moved: {hash: text}, void: {which: positions}},
});

/** Entries of a chain that are kept, roughly; years of a clinic's. */
const longest = 100_000;
/** Entries that share a call. */
const most = 50;
/** How long an act may wait to be written down, in milliseconds. */
const patienceMs = 2000;
/** How long whoever was too slow waits at most before it tries again, in milliseconds. */
const longestPauseMs = 20;

/** What an entry's hash must be, with each key that is known; the first is what is written. */
export function hashesOf(
  sealer: Sealer,
  chain: ChainName,
  previous: string,
  fields: readonly string[],
): [string, ...string[]] {
  const name = chain === 'operators' ? 'chain' : `chain of ${chain}`;
  return sealer.digests(`audit ${name} ${JSON.stringify([previous, ...fields])}`);
}

export class Chain {
  readonly #redis: Redis;
  readonly #name: ChainName;
  #waiting: Waiting[] = [];
  /** By session: who asks for the same once more waits for the same entry. */
  readonly #once = new Map<string, Promise<string | undefined>>();
  /** The last entry's hash, as far as we know. */
  #last = '';
  #writing = false;

  constructor(redis: Redis, name: ChainName) {
    this.#redis = redis;
    this.#name = name;
  }

  /** The entry's hash; `undefined` where its session is gone or has one. Throws `unavailable`. */
  write(fields: readonly string[], once?: Once): Promise<string | undefined> {
    const whose = once && `${once.generation} ${once.key}`;
    const known = whose && this.#once.get(whose);
    if (known) return known;
    const written = new Promise<string | undefined>((resolve, reject) => {
      const until = performance.now() + patienceMs;
      this.#waiting.push({fields, once, until, resolve, reject});
    });
    if (!this.#writing) void this.#writeAll();
    if (whose === undefined) return written;
    const noted = written.finally(() => this.#once.delete(whose));
    this.#once.set(whose, noted);
    return noted;
  }

  /** Until nobody waits; rejects nothing but the acts themselves. */
  async #writeAll(): Promise<void> {
    this.#writing = true;
    for (let tries = 0; this.#waiting.length > 0; ) {
      const batch = this.#waiting.splice(0, most);
      try {
        const again = await this.#writeSome(batch);
        this.#waiting.unshift(...again);
        tries = again.length === batch.length ? tries + 1 : 0;
      } catch (error) {
        for (const {reject} of batch) reject(error);
      }
      // The first time it is only that others have written since we did.
      if (tries > 1) await sleep(Math.random() * Math.min(2 ** tries, longestPauseMs));
      this.#refuseLate();
    }
    this.#writing = false;
  }

  /** Those that are to be tried again. */
  async #writeSome(batch: Waiting[]): Promise<Waiting[]> {
    const previous = this.#last;
    const entries = batch.map(({fields}) => ({fields, hash: ''}));
    let last = previous;
    for (const entry of entries) {
      entry.hash = hashesOf(this.#redis.sealer, this.#name, last, entry.fields)[0];
      last = entry.hash;
    }
    const once = batch.flatMap(one => one.once ?? []);
    const answer = await call(this.#redis, auditScript, {chain: this.#name, previous, entries, once});
    if (answer.status === 'moved') {
      this.#last = answer.hash;
      return batch;
    }
    if (answer.status === 'void') {
      const needless = new Set(answer.which.map(i => once[i - 1]));
      for (const one of batch) if (one.once && needless.has(one.once)) one.resolve(undefined);
      return batch.filter(one => !one.once || !needless.has(one.once));
    }
    this.#last = last;
    for (const [i, {resolve}] of batch.entries()) resolve(entries[i]?.hash);
    return [];
  }

  #refuseLate(): void {
    const now = performance.now();
    const late = this.#waiting.filter(({until}) => until < now);
    if (late.length === 0) return;
    this.#waiting = this.#waiting.filter(({until}) => until >= now);
    for (const {reject} of late) reject(new ChatError('unavailable'));
  }
}

function positions(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

/**
 * Counts what is logged, whatever the log's level, and brings it to Redis every few seconds, where the counts of all
 * processes are one: they outlive restarts, and any process can tell all of them. What a killed process had not brought
 * yet is lost. The series of a metric are bounded, whatever its labels hold.
 */
import {keys} from '../keys.ts';
import type {Log} from '../log.ts';
import {Loop} from '../loop.ts';
import type {Redis} from '../redis/connection.ts';
import {type Counted, counted, timeBounds} from './counted.ts';

const everyMs = 5000;
const mostSeries = 200;
const mostChars = 64;

const byWord = new Map<string, Counted[]>();
for (const one of counted) byWord.set(one.word, [...(byWord.get(one.word) ?? []), one]);

type Fields = Readonly<Record<string, unknown>>;

/** `name|label|label`, and for times `|sum` or the upper bound in ms behind it: a field of the hash. */
export class Counts {
  #fresh = new Map<string, number>();
  readonly #series = new Map<string, Set<string>>();

  /** `bound`: fields that the log adds to the line. */
  note(word: string, fields: Fields, bound: Fields): void {
    for (const one of byWord.get(word) ?? []) {
      if (one.needs !== undefined && fields[one.needs] === undefined) continue;
      const series = this.#seriesOf(one, fields, bound);
      if (one.time) this.#time(series, Number(fields[one.time]));
      else this.#add(series, one.amount === undefined ? 1 : Number(fields[one.amount]) || 0);
    }
  }

  /** What was counted since the last time. */
  drain(): ReadonlyMap<string, number> {
    const fresh = this.#fresh;
    this.#fresh = new Map();
    return fresh;
  }

  /** It could not be brought away. */
  putBack(counts: ReadonlyMap<string, number>): void {
    for (const [field, count] of counts) this.#add(field, count);
  }

  #time(series: string, ms: number): void {
    if (!Number.isFinite(ms)) return;
    const bound = timeBounds.find(seconds => ms <= seconds * 1000);
    this.#add(`${series}|${bound === undefined ? 'inf' : bound * 1000}`, 1);
    this.#add(`${series}|sum`, Math.round(ms));
  }

  #add(field: string, count: number): void {
    if (count !== 0) this.#fresh.set(field, (this.#fresh.get(field) ?? 0) + count);
  }

  #seriesOf({name, labels}: Counted, fields: Fields, bound: Fields): string {
    const values = labels.map(label => wordOf(fields[label] ?? bound[label]));
    const series = [name, ...values].join('|');
    const known = this.#series.get(name) ?? new Set();
    if (known.size >= mostSeries && !known.has(series)) return [name, ...labels.map(() => 'other')].join('|');
    this.#series.set(name, known.add(series));
    return series;
  }
}

function wordOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value).slice(0, mostChars).replaceAll('|', '_');
}

/** Brings the counts to Redis until it is stopped, and once more then. */
export class CountKeeper {
  readonly #deps: {redis: Redis; counts: Counts};
  readonly #loop: Loop;

  constructor(deps: {redis: Redis; counts: Counts; log: Log}) {
    this.#deps = deps;
    this.#loop = new Loop({name: 'counts', log: deps.log, everyMs, step: () => this.bring()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.bring().catch(() => undefined); // Redis is away: what is left is lost with the process
  }

  async bring(): Promise<void> {
    const {redis, counts} = this.#deps;
    const fresh = counts.drain();
    if (fresh.size === 0) return;
    try {
      await redis.run(client =>
        Promise.all([...fresh].map(([field, count]) => client.hIncrBy(keys.counts, field, count))),
      );
    } catch (error) {
      counts.putBack(fresh);
      throw error;
    }
  }
}

/**
 * Counts what is logged, whatever the log's level, and brings it to Redis every few seconds, where the counts of all
 * processes are one: they outlive restarts, and any process can tell all of them. What a killed process had not brought
 * yet is lost. The series of a metric are bounded, whatever its labels hold, in a process and in Redis, however many
 * processes there were.
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

const labelsOf = new Map(counted.map(({name, labels}) => [name, labels.length]));

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
  /** Fields that are in Redis, as far as this process knows. */
  #stored = new Set<string>();

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
      const kept = await this.#bound(fresh);
      await redis.run(client =>
        Promise.all([...kept].map(([field, count]) => client.hIncrBy(keys.counts, field, count))),
      );
    } catch (error) {
      counts.putBack(fresh);
      throw error;
    }
  }

  /** A series for which there is no room any more is counted with the others. */
  async #bound(fresh: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    if ([...fresh.keys()].every(field => this.#stored.has(field))) return fresh;
    this.#stored = new Set(await this.#deps.redis.run(client => client.hKeys(keys.counts)));
    const known = new Map<string, Set<string>>();
    for (const {name, series} of [...this.#stored].map(partsOf)) {
      known.set(name, (known.get(name) ?? new Set()).add(series));
    }
    const kept = new Map<string, number>();
    for (const [field, count] of fresh) {
      const {name, series, other} = partsOf(field);
      const all = known.get(name) ?? new Set();
      const hasRoom = all.has(series) || all.size < mostSeries;
      if (hasRoom) known.set(name, all.add(series));
      const place = hasRoom ? field : other;
      kept.set(place, (kept.get(place) ?? 0) + count);
    }
    return kept;
  }
}

/** `other`: the field of those that have none of their own. */
function partsOf(field: string): {name: string; series: string; other: string} {
  const [name = '', ...rest] = field.split('|');
  const count = labelsOf.get(name) ?? 0;
  const others = rest.slice(0, count).map(() => 'other');
  return {
    name,
    series: [name, ...rest.slice(0, count)].join('|'),
    other: [name, ...others, ...rest.slice(count)].join('|'),
  };
}

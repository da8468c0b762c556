/**
 * Says in the log what health says, so that each cause is one line for whoever reads that: once it was seen twice, so that
 * what a start passes through is none, and again each minute with a count while it lasts. While Redis is away `redis.failed` says so.
 */
import {toChatError} from '../core/errors.ts';
import type {Log} from '../core/log.ts';
import {Loop} from '../core/loop.ts';
import {Tally} from '../core/tally.ts';
import {type HealthDeps, reportHealth} from './health-report.ts';

export class HealthTeller {
  readonly #deps: HealthDeps;
  readonly #tally: Tally;
  readonly #loop: Loop;
  /** What was there at the last look. */
  #before: ReadonlySet<string> = new Set();

  constructor({log, everyMs = 10_000, ...deps}: HealthDeps & {log: Log; everyMs?: number}) {
    this.#deps = deps;
    this.#tally = new Tally(log);
    this.#loop = new Loop({name: 'health', log, everyMs, step: () => this.#tell()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #tell(): Promise<void> {
    const heads = (await this.#reasons()).map(reason => reason.slice(0, reason.indexOf(':')));
    for (const head of heads.filter(one => this.#before.has(one))) {
      const [reason, ...about] = head.split(' ');
      this.#tally.warn('health.degraded', {reason, instance: about.join(' ') || undefined});
    }
    this.#before = new Set(heads);
  }

  async #reasons(): Promise<readonly string[]> {
    try {
      return (await reportHealth(this.#deps)).reasons;
    } catch (error) {
      if (toChatError(error).code === 'unavailable') return [];
      throw error;
    }
  }
}

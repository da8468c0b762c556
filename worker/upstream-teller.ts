/**
 * Tells the others what is wrong with those who answer over HTTP, within a few seconds, and when it is over. What may
 * pass, and was not seen again for a while, is not told any more; what the operator must mend is, until it is, or nobody
 * asks it any more.
 */
import type {Log} from '../core/log.ts';
import {Loop} from '../core/loop.ts';
import {tellUpstreams, type UpstreamState} from '../core/queue/figures/upstreams.ts';
import type {Redis} from '../core/redis/connection.ts';
import type {Standing} from './agents/upstream/standings.ts';

export type UpstreamTellerDeps = {
  redis: Redis;
  log: Log;
  standings: () => readonly Standing[];
  /** How often to look, in milliseconds. */
  everyMs?: number;
};

const againMs = 60_000;
const passingMs = 600_000;

export class UpstreamTeller {
  readonly #deps: UpstreamTellerDeps;
  readonly #loop: Loop;
  /** What was told of each, and when, in unix milliseconds. */
  readonly #told = new Map<string, {words: string; atMs: number}>();

  constructor(deps: UpstreamTellerDeps) {
    this.#deps = deps;
    const {log, everyMs = 2000} = deps;
    this.#loop = new Loop({name: 'upstreams', log, everyMs, step: () => this.#tell()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #tell(): Promise<void> {
    const nowMs = Date.now();
    const wrong = new Map<string, UpstreamState>();
    const standings = this.#deps.standings();
    const gone = [...this.#told.keys()].filter(told => !standings.some(({name}) => name === told));
    const right = [...gone];
    const news: [string, string][] = [];
    for (const {name, agent, clinic, fault, isOpen} of standings) {
      const passed = fault?.whose !== 'operator' && nowMs - (fault?.lastAt.getTime() ?? 0) > passingMs;
      const words = fault && !passed ? `${fault.code} ${isOpen} ${fault.since.getTime()}` : '';
      const told = this.#told.get(name);
      if (told?.words === words && (words === '' || nowMs - told.atMs < againMs)) continue;
      news.push([name, words]);
      if (!fault || passed) right.push(name);
      else {
        const {code, reason, since} = fault;
        const state = {agent, code, reason, isOpen, since: since.getTime(), toldAt: nowMs};
        wrong.set(name, {...state, ...(clinic !== undefined && {clinic})});
      }
    }
    if (news.length === 0 && gone.length === 0) return;
    await tellUpstreams(this.#deps.redis, wrong, right);
    for (const [name, words] of news) this.#told.set(name, {words, atMs: nowMs});
    for (const name of gone) this.#told.delete(name);
  }
}

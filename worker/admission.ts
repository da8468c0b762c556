/**
 * Lets those that found the queue full into it, as places fall free: asked for after each turn while there are any, and
 * looked for now and then, in case whoever ought to have asked is no more.
 */

import type {Retention} from '../core/fifo/entry.ts';
import type {Log} from '../core/log.ts';
import {Loop} from '../core/loop.ts';
import {admit} from '../core/queue/lanes/admit.ts';
import type {Redis} from '../core/redis/connection.ts';

export type AdmissionDeps = {
  redis: Redis;
  log: Log;
  options: Retention;
  /** How often to look unasked, in milliseconds. */
  everyMs?: number;
};

export class Admission {
  readonly #deps: AdmissionDeps;
  readonly #loop: Loop;
  #running: Promise<void> | undefined;
  #isAsked = false;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
    const {log, everyMs = 1000} = deps;
    this.#loop = new Loop({name: 'admit', log, everyMs, step: () => this.#admit()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#running;
  }

  /** A place has fallen free. */
  ask(): void {
    this.#isAsked = true;
    this.#running ??= this.#answer();
  }

  /** However often it is asked meanwhile, it looks once more. */
  async #answer(): Promise<void> {
    while (this.#isAsked && !this.#loop.stopping) {
      this.#isAsked = false;
      await this.#admit().catch(error => this.#deps.log.debug({error}, 'admission.failed'));
    }
    this.#running = undefined;
  }

  async #admit(): Promise<void> {
    const {redis, options} = this.#deps;
    await admit(redis, options);
  }
}

/**
 * What has to be done now and then, by any worker: delayed messages go back into the queue, what was lost is
 * found again, and what dead workers left behind is cleared away.
 */

import {dismissConsumers} from '../core/fifo/dismiss.ts';
import type {Retention} from '../core/fifo/entry.ts';
import {promote} from '../core/fifo/promote.ts';
import {group, keys, senders} from '../core/keys.ts';
import type {Log} from '../core/log.ts';
import {Loop} from '../core/loop.ts';
import {reconcileLetters} from '../core/outbox/reconcile.ts';
import {reconcile} from '../core/queue/reconcile.ts';
import type {Redis} from '../core/redis/connection.ts';

export type CaretakerDeps = {
  redis: Redis;
  log: Log;
  options: Retention;
  /** How often delayed messages are looked at, in milliseconds. */
  promoteMs?: number;
  /** How often open messages and letters are looked after, in milliseconds; by one worker at a time. */
  reconcileMs?: number;
  /** A worker that was silent for so long is no more, in milliseconds. */
  silentMs?: number;
};

const minuteMs = 60_000;
/** One that is alive reads every few seconds. */
const longSilentMs = 60 * minuteMs;
const deadLetterMs = 7 * 24 * 60 * minuteMs;

export class Caretaker {
  readonly #deps: CaretakerDeps;
  readonly #loops: Loop[];
  readonly #reconcileMs: number;

  constructor(deps: CaretakerDeps) {
    const {log, redis, options, promoteMs = 1000, reconcileMs = 30_000} = deps;
    this.#deps = deps;
    this.#reconcileMs = reconcileMs;
    const promoting = async () => void (await promote(redis, options));
    this.#loops = [
      new Loop({name: 'promote', log, everyMs: promoteMs, step: promoting}),
      new Loop({name: 'reconcile', log, everyMs: reconcileMs / 2, step: () => this.#lookAfter()}),
    ];
  }

  start(): this {
    for (const loop of this.#loops) loop.start();
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#loops.map(loop => loop.stop()));
  }

  async #lookAfter(): Promise<void> {
    const {redis, log, options, silentMs = longSilentMs} = this.#deps;
    const minAgeMs = this.#reconcileMs / 3;
    const PX = Math.round(this.#reconcileMs * 0.9);
    const mine = await redis.run(client =>
      client.set(keys.reconciling, '1', {condition: 'NX', expiration: {type: 'PX', value: PX}}),
    );
    if (mine !== 'OK') return;
    const {requeued, failed} = await reconcile(redis, {...options, minAgeMs, graceMs: 2000});
    if (requeued + failed > 0) log.warn({count: requeued, failed}, 'messages.reconciled');
    const letters = await reconcileLetters(redis, {...options, minAgeMs});
    if (letters > 0) log.warn({count: letters}, 'letters.reconciled');
    await dismissConsumers(redis, {stream: keys.stream, group, silentMs});
    await dismissConsumers(redis, {stream: keys.outbox, group: senders, silentMs});
    const oldest = Date.now() - deadLetterMs;
    await redis.run(client => client.xTrim(keys.dead, 'MINID', oldest, {strategyModifier: '~'}));
  }
}

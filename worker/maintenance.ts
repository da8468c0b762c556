/**
 * What has to be done now and then, by any worker. Every other second one round trip says what there is: delayed jobs
 * whose time has come, entries that dead workers left behind, messages that wait for a slot, clinics to be told of a
 * hand-off. More rarely, by one worker at a time, what was lost is found again.
 */

import {forgetWakes} from '../core/events/forget-wakes.ts';
import {dismissConsumers} from '../core/fifo/dismiss.ts';
import type {Fifo} from '../core/fifo/fifo.ts';
import type {StreamConsumer} from '../core/fifo/stream-consumer.ts';
import {keys} from '../core/keys.ts';
import type {Log} from '../core/log.ts';
import {Loop} from '../core/loop.ts';
import {deliveries} from '../core/outbox/delivery.ts';
import {reconcileDeliveries} from '../core/outbox/reconcile.ts';
import {attend, readAgenda} from '../core/queue/agenda.ts';
import {forgetExpired} from '../core/queue/desk/forget-expired.ts';
import {admit} from '../core/queue/lanes/admit.ts';
import {letIn} from '../core/queue/lanes/let-in.ts';
import {messages, type Retention} from '../core/queue/messages.ts';
import {reconcile} from '../core/queue/reconcile.ts';
import type {Redis} from '../core/redis/connection.ts';
import {takeLease} from '../core/redis/lease.ts';
import {resumeErasures} from '../core/sessions/erase-session.ts';
import {rewriteFiles} from '../core/sessions/rewrite-files.ts';
import type {ReplyTime} from './reply-time.ts';

export type MaintenanceDeps = {
  redis: Redis;
  log: Log;
  options: Retention;
  /** Whose entries are looked after; the first one answers messages. */
  consumers: readonly {fifo: Fifo; consumer: Pick<StreamConsumer, 'name' | 'sweep'>}[];
  /** How many messages this worker answers at once. */
  slots: number;
  replyTime?: ReplyTime | undefined;
  /** Tells the clinics of hand-offs that are due. */
  handoffs?: {look(): Promise<void>; stop(): Promise<void>};
  claimIdleMs: number;
  /** How often it looks, in milliseconds; sooner where something is due sooner. */
  everyMs?: number;
  /** How often open messages and deliveries are looked after, in milliseconds. */
  reconcileMs?: number;
  /** A worker that was silent for so long is no more, in milliseconds. */
  silentMs?: number;
  /** After erasures the files of Redis are rewritten, at most so often, in milliseconds. */
  rewriteEveryMs?: number;
};

const minuteMs = 60_000;
/** One that is alive reads every few seconds. */
const longSilentMs = 60 * minuteMs;
const deadLetterMs = 7 * 24 * 60 * minuteMs;
/** Something that is due at once may still be not quite due by Redis' clock. */
const soonestMs = 20;

export class Maintenance {
  readonly #deps: MaintenanceDeps;
  readonly #looking: Loop;
  readonly #reconciling: Loop;
  readonly #reconcileMs: number;
  #admitting: Promise<void> | undefined;
  #telling: Promise<void> | undefined;
  #isAsked = false;

  constructor(deps: MaintenanceDeps) {
    const {log, claimIdleMs, everyMs = Math.min(2000, claimIdleMs / 4), reconcileMs = 30_000} = deps;
    this.#deps = deps;
    this.#reconcileMs = reconcileMs;
    this.#looking = new Loop({name: 'look', log, everyMs, step: () => this.#look()});
    this.#reconciling = new Loop({
      name: 'reconcile',
      log,
      everyMs: reconcileMs / 2,
      step: () => this.#lookAfter(),
    });
  }

  start(): this {
    this.#looking.start();
    this.#looking.hasten(0);
    this.#reconciling.start();
    return this;
  }

  async stop(): Promise<void> {
    const loops = [this.#looking.stop(), this.#reconciling.stop()];
    await Promise.all([...loops, this.#deps.handoffs?.stop(), this.#admitting, this.#telling]);
    await this.#ask(0).catch(() => undefined); // or this worker is forgotten later
  }

  /** Something will be due in so many milliseconds. */
  expect(ms: number): void {
    this.#looking.hasten(ms);
  }

  /** A slot in the queue has fallen free while others wait for one. However often it is asked, it admits once more. */
  askForAdmission(): void {
    this.#isAsked = true;
    this.#admitting ??= this.#admit().finally(() => {
      this.#admitting = undefined;
    });
  }

  async #admit(): Promise<void> {
    const {redis, options, log} = this.#deps;
    while (this.#isAsked && !this.#looking.stopping) {
      this.#isAsked = false;
      await Promise.all([admit(redis, options), letIn(redis, options)]).catch(error =>
        log.debug({error}, 'admission.failed'),
      );
    }
  }

  #ask(slots: number) {
    const {redis, consumers, claimIdleMs, replyTime} = this.#deps;
    return readAgenda(redis, {
      consumer: consumers[0]?.consumer.name ?? '',
      slots,
      replyMs: replyTime?.take(),
      fifos: consumers.map(({fifo}) => fifo),
      claimIdleMs,
    });
  }

  /** Answers when the next thing is due. One that fails does not keep the others from being done. */
  async #look(): Promise<number | undefined> {
    const {consumers, slots, log} = this.#deps;
    const agenda = await this.#ask(slots);
    if (agenda.lanes > 0) this.askForAdmission();
    if (agenda.handoffInMs === 0) this.#tell();
    const {redis, options} = this.#deps;
    const tasks = consumers.map((one, i) => attend(redis, one, agenda.fifos[i], options.resultTtlMs));
    for (const result of await Promise.allSettled(tasks)) {
      if (result.status === 'rejected') log.debug({error: result.reason}, 'maintenance.failed');
    }
    const due = [agenda.handoffInMs, ...agenda.fifos.map(({dueInMs}) => dueInMs)];
    const next = Math.min(...due.flatMap(ms => (ms === null || ms === 0 ? [] : ms)));
    return Number.isFinite(next) ? Math.max(soonestMs, next) : undefined;
  }

  /** Not waited for: there may be many, and others look after themselves meanwhile. */
  #tell(): void {
    const {handoffs, log} = this.#deps;
    this.#telling ??= handoffs
      ?.look()
      .catch(error => log.debug({error}, 'handoffs.untold'))
      .finally(() => {
        this.#telling = undefined;
      });
  }

  async #lookAfter(): Promise<void> {
    const {redis, log, options, silentMs = longSilentMs} = this.#deps;
    const minAgeMs = this.#reconcileMs / 3;
    if (!(await takeLease(redis, keys.reconciling, this.#reconcileMs * 0.9))) return;
    const {requeued, failed} = await reconcile(redis, {...options, minAgeMs, graceMs: 2000});
    if (requeued + failed > 0) log.warn({count: requeued, failed}, 'messages.reconciled');
    const count = await reconcileDeliveries(redis, {...options, minAgeMs});
    if (count > 0) log.warn({count}, 'deliveries.reconciled');
    const erased = await resumeErasures(redis, options, minAgeMs);
    if (erased > 0) log.warn({count: erased}, 'erasures.resumed');
    this.#tell(); // of crowds, which the agenda does not have
    await forgetWakes(redis);
    await rewriteFiles(redis, log, this.#deps.rewriteEveryMs);
    if (!(await takeLease(redis, keys.clearing, silentMs / 6))) return;
    for (const fifo of [messages, deliveries]) await dismissConsumers(redis, {fifo, silentMs});
    await forgetExpired(redis);
    const oldest = Date.now() - deadLetterMs;
    await redis.run(client =>
      Promise.all(
        [keys.dead, keys.deadDeliveries].map(dead =>
          client.xTrim(dead, 'MINID', oldest, {strategyModifier: '~'}),
        ),
      ),
    );
  }
}

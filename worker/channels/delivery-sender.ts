/**
 * Carries letters out of the outbox, many at once: chats do not wait for each other. New ones come by a blocking
 * read; in a sweep, those that a dead worker left behind, and those whose delay is over.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {StreamEntry} from '../../core/events/read.ts';
import {dismissConsumers} from '../../core/fifo/dismiss.ts';
import {parseEntry} from '../../core/fifo/entry.ts';
import {newId} from '../../core/ids.ts';
import {keys, senders} from '../../core/keys.ts';
import {Loop} from '../../core/loop.ts';
import {promoteLetters} from '../../core/outbox/promote.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {type DeliveryDeps, deliverLetter} from './deliver.ts';

export type SenderDeps = DeliveryDeps & {
  /** Of this sender alone: it blocks. */
  blocking: Redis;
  /** Letters at once; they mostly wait for their provider. */
  concurrency: number;
  /** A letter untouched for so long has lost its worker, in milliseconds. */
  claimIdleMs: number;
  /** How long one read blocks, in milliseconds; a stop waits for it. */
  blockMs?: number;
};

/** A blocking read that does not answer is given up this long after its time. */
const watchdogMs = 3000;

export class Sender {
  /** Of this process, once. */
  readonly name = newId();
  readonly #deps: SenderDeps & {blockMs: number};
  readonly #running = new Map<string, Promise<void>>();
  readonly #loops: readonly Loop[];
  #joined = false;
  #freed: (() => void) | undefined;

  constructor(deps: SenderDeps) {
    this.#deps = {blockMs: 1000, ...deps};
    const {log, redis, options, claimIdleMs} = deps;
    const promoting = async () => void (await promoteLetters(redis, options));
    this.#loops = [
      new Loop({name: 'send', log, step: () => this.#receive()}),
      new Loop({name: 'resend', log, everyMs: Math.min(2000, claimIdleMs / 4), step: () => this.#sweep()}),
      new Loop({name: 'postponed', log, everyMs: Math.min(500, options.lookMs / 2), step: promoting}),
    ];
  }

  start(): this {
    for (const loop of this.#loops) loop.start();
    return this;
  }

  /** Reads no more, waits for the letters under way, at most `graceMs`; others take over what is left then. */
  async stop(graceMs: number): Promise<void> {
    const stopped = Promise.all(this.#loops.map(loop => loop.stop()));
    this.#freed?.();
    await stopped;
    const idle = Promise.all(this.#running.values());
    await Promise.race([idle, sleep(graceMs, undefined, {ref: false})]);
    const {redis} = this.#deps;
    const {name} = this;
    const gone = dismissConsumers(redis, {stream: keys.outbox, group: senders, silentMs: 0, name});
    await gone.catch(() => undefined); // or it is cleared away later
  }

  async #receive(): Promise<void> {
    const {redis, blocking, concurrency, blockMs: BLOCK, log} = this.#deps;
    const COUNT = concurrency - this.#running.size;
    if (COUNT <= 0) {
      await new Promise<void>(resolve => {
        this.#freed = resolve;
      });
      return;
    }
    try {
      if (!this.#joined) await createGroup(redis);
      if (!this.#joined) log.info({consumer: this.name}, 'sender.ready');
      this.#joined = true;
      const reply = await blocking.run(
        client => client.xReadGroup(senders, this.name, {key: keys.outbox, id: '>'}, {COUNT, BLOCK}),
        BLOCK + watchdogMs,
      );
      this.#takeAll(reply?.[0]?.messages ?? []);
    } catch (error) {
      this.#joined = false; // the group may have gone with the server that had it
      throw error;
    }
  }

  /** Takes over what nobody has touched for a while: a dead worker's, or ours, where its answer got lost. */
  async #sweep(): Promise<void> {
    const {redis, concurrency, claimIdleMs} = this.#deps;
    let cursor = '0-0';
    do {
      const COUNT = concurrency - this.#running.size;
      if (COUNT <= 0) return;
      const start = cursor;
      const taken = await redis.run(client =>
        client.xAutoClaim(keys.outbox, senders, this.name, claimIdleMs, start, {COUNT}),
      );
      this.#takeAll(taken.messages.filter(entry => entry !== null));
      cursor = String(taken.nextId);
    } while (cursor !== '0-0');
  }

  #takeAll(entries: readonly StreamEntry[]): void {
    for (const {id, message} of entries) {
      const entry = parseEntry(id, message);
      if (!entry) this.#deps.log.error({reason: 'unreadable_entry'}, 'letter.left');
      else if (!this.#running.has(id)) this.#keep(id, deliverLetter(this.#deps, entry, this.name));
    }
  }

  #keep(id: string, delivery: Promise<void>): void {
    const kept = delivery
      // Its entry is pending: it will be claimed again.
      .catch(error => this.#deps.log.warn({error}, 'letter.interrupted'))
      .finally(() => {
        this.#running.delete(id);
        this.#freed?.();
      });
    this.#running.set(id, kept);
  }
}

async function createGroup(redis: Redis): Promise<void> {
  try {
    await redis.run(client => client.xGroupCreate(keys.outbox, senders, '0', {MKSTREAM: true}));
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
  }
}

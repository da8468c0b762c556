/**
 * Takes turns from the messages stream, at most `concurrency` at once: new ones by a blocking read, and, in a
 * sweep, those that a dead worker left behind. Its loops outlive every failure of Redis.
 */
import {setMaxListeners} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import type {StreamEntry} from '../core/events/read.ts';
import {dismissConsumers} from '../core/fifo/dismiss.ts';
import {type Entry, parseEntry} from '../core/fifo/entry.ts';
import {newId} from '../core/ids.ts';
import {group, keys} from '../core/keys.ts';
import {Loop} from '../core/loop.ts';
import {announce} from '../core/queue/figures/workers.ts';
import {handBack} from '../core/queue/release.ts';
import type {Redis} from '../core/redis/connection.ts';
import {isWrongType} from '../core/redis/wrong-type.ts';
import {Admission} from './admission.ts';
import {type TurnDeps, takeTurn} from './take-turn.ts';

export type ConsumerDeps = TurnDeps & {
  /** Of this consumer alone: it blocks. */
  blocking: Redis;
  concurrency: number;
  /** An entry untouched for so long has lost its worker, in milliseconds. */
  claimIdleMs: number;
  /** How long one read blocks, in milliseconds. */
  blockMs?: number;
  /** How often to look for abandoned entries, in milliseconds. */
  sweepMs?: number;
};

/** A blocking read that does not answer is given up this long after its time. */
const watchdogMs = 3000;

export class Consumer {
  /** Of this process, once: platforms run the old and the new process under one name for a while. */
  readonly name = newId();
  readonly #deps: ConsumerDeps & {blockMs: number; sweepMs: number};
  readonly #running = new Map<string, Promise<void>>();
  readonly #leaving = new AbortController();
  readonly #receiving: Loop;
  readonly #sweeping: Loop;
  readonly #admission: Admission;
  #freed: (() => void) | undefined;
  #blockedClient: number | undefined;

  constructor(deps: ConsumerDeps) {
    this.#admission = new Admission(deps);
    const onCrowded = () => this.#admission.ask();
    this.#deps = {blockMs: 5000, sweepMs: Math.min(2000, deps.claimIdleMs / 4), ...deps, onCrowded};
    const {log, sweepMs} = this.#deps;
    setMaxListeners(0, this.#leaving.signal); // one for each turn under way
    this.#receiving = new Loop({name: 'receive', log, step: () => this.#receive()});
    this.#sweeping = new Loop({name: 'sweep', log, everyMs: sweepMs, step: () => this.#sweep()});
  }

  /** Turns under way. */
  get running(): number {
    return this.#running.size;
  }

  /** Since the reading loop last turned, in milliseconds; while all places are taken it need not. */
  get idleMs(): number {
    return this.#running.size >= this.#deps.concurrency ? 0 : this.#receiving.idleMs;
  }

  start(): this {
    this.#receiving.start();
    this.#sweeping.start();
    this.#admission.start();
    return this;
  }

  /** Reads no more, at once; waits for the turns under way, at most `graceMs`; hands the others back. */
  async stop(graceMs: number): Promise<void> {
    const stopped = Promise.all([this.#receiving.stop(), this.#sweeping.stop(), this.#admission.stop()]);
    this.#freed?.();
    await this.#unblock(stopped);
    await Promise.race([this.#idle(), sleep(graceMs, undefined, {ref: false})]);
    this.#leaving.abort();
    await this.#idle();
    const {redis} = this.#deps;
    const gone = [
      announce(redis, this.name, 0),
      dismissConsumers(redis, {stream: keys.stream, group, silentMs: 0, name: this.name}),
    ];
    await Promise.allSettled(gone); // or it is cleared away later
  }

  async #idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Waits for a free place, then for entries. */
  async #receive(): Promise<void> {
    const free = this.#deps.concurrency - this.#running.size;
    if (free <= 0) {
      await new Promise<void>(resolve => {
        this.#freed = resolve;
      });
      return;
    }
    try {
      if (this.#blockedClient === undefined)
        await this.#join(free); // which may take places: count anew
      else this.#takeAll(await this.#read('>', free));
    } catch (error) {
      this.#blockedClient = undefined; // the connection, or the group, is another one from now on
      throw error;
    }
  }

  async #read(id: '>' | '0', COUNT: number): Promise<readonly StreamEntry[]> {
    const {blocking, blockMs: BLOCK} = this.#deps;
    const reply = await blocking.run(
      client => client.xReadGroup(group, this.name, {key: keys.stream, id}, {COUNT, BLOCK}),
      BLOCK + watchdogMs,
    );
    return reply?.[0]?.messages ?? [];
  }

  /**
   * On every new connection: the group exists, we know by which id to unblock ourselves, and what was handed to
   * us on the old one, perhaps without our hearing of it, is taken up.
   */
  async #join(free: number): Promise<void> {
    const {redis, blocking, log} = this.#deps;
    try {
      await redis.run(client => client.xGroupCreate(keys.stream, group, '0', {MKSTREAM: true}));
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
    const own = await this.#read('0', free);
    if (own.length > 0) log.info({count: own.length}, 'entries.resumed');
    this.#takeAll(own);
    await announce(redis, this.name, this.#deps.concurrency);
    this.#blockedClient = await blocking.run(client => client.clientId());
    log.info({consumer: this.name}, 'worker.ready');
  }

  /** Takes over what nobody has touched for a while. */
  async #sweep(): Promise<void> {
    const {redis, concurrency, claimIdleMs, log} = this.#deps;
    await announce(redis, this.name, concurrency);
    for (let cursor = '0-0'; !this.#sweeping.stopping; ) {
      const COUNT = concurrency - this.#running.size;
      if (COUNT <= 0) return;
      const start = cursor;
      const taken = await redis.run(client =>
        client.xAutoClaim(keys.stream, group, this.name, claimIdleMs, start, {COUNT}),
      );
      // Entries that somebody deleted: their messages are found again by `reconcile`.
      if (taken.deletedMessages.length > 0)
        log.error({count: taken.deletedMessages.length}, 'entries.vanished');
      this.#takeAll(taken.messages.filter(entry => entry !== null));
      cursor = String(taken.nextId);
      if (cursor === '0-0') return;
    }
  }

  #takeAll(entries: readonly StreamEntry[]): void {
    for (const {id, message} of entries) {
      const entry = parseEntry(id, message);
      if (!entry) this.#setAside(id, 'unreadable_entry');
      else if (!this.#running.has(id)) this.#keep(id, this.#take(entry));
    }
  }

  async #take(entry: Entry): Promise<void> {
    if (!this.#receiving.stopping) return takeTurn(this.#deps, entry, this.name, this.#leaving.signal);
    await handBack(this.#deps.redis, this.#deps.options, entry, this.name);
  }

  #keep(id: string, turn: Promise<void>): void {
    const {log} = this.#deps;
    const settled = turn
      .catch(error => {
        log.warn({error}, 'turn.interrupted');
        if (isWrongType(error)) this.#setAside(id, 'unreadable_message');
        // Else its entry is pending: it will be claimed again.
      })
      .finally(() => {
        this.#running.delete(id);
        this.#freed?.();
      });
    this.#running.set(id, settled);
  }

  /** Nobody can ever answer it: it must not come back for ever. Its message, if there is one, is reconciled. */
  #setAside(entry: string, cause: string): void {
    const {redis, log} = this.#deps;
    log.error({reason: cause}, 'entry.set-aside');
    const gone = redis.run(client =>
      client
        .multi()
        .xAdd(keys.dead, '*', {cause, entry})
        .xAck(keys.stream, group, entry)
        .xDel(keys.stream, entry)
        .exec(),
    );
    gone.catch(error => log.debug({error}, 'entry.kept'));
  }

  /** Ends the blocking read without losing what is on its way; again and again, in case it was not blocked yet. */
  async #unblock(stopped: Promise<unknown>): Promise<void> {
    let over = false;
    const ended = stopped.finally(() => {
      over = true;
    });
    for (const id = String(this.#blockedClient); !over; await Promise.race([ended, sleep(20)])) {
      await this.#deps.redis
        .run(client => client.sendCommand(['CLIENT', 'UNBLOCK', id]))
        .catch(() => undefined);
    }
  }
}

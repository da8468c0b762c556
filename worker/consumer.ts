/**
 * Takes turns from the messages stream, at most `concurrency` at once: new ones by a blocking read, and, in a
 * sweep, those that a dead worker left behind. Its loops outlive every failure of Redis.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {backoff} from '../core/backoff.ts';
import type {StreamEntry} from '../core/events/read.ts';
import {newId} from '../core/ids.ts';
import {group, keys} from '../core/keys.ts';
import {type Entry, parseEntry} from '../core/queue/entry.ts';
import type {Redis} from '../core/redis.ts';
import {type TurnDeps, takeTurn} from './take-turn.ts';

export type ConsumerDeps = TurnDeps & {
  /** Of this consumer alone: it blocks. */
  blocking: Redis;
  concurrency: number;
  /** An entry untouched for so long has lost its worker, in milliseconds. */
  claimIdleMs: number;
  /** How long one read blocks, in milliseconds. */
  blockMs?: number;
  /** How often to look for abandoned entries, in milliseconds, give or take a quarter. */
  sweepMs?: number;
};

/** A blocking read that does not answer is given up this long after its time. */
const watchdogMs = 3000;

export class Consumer {
  /** Of this process, once: platforms run the old and the new process under one name for a while. */
  readonly name = newId();
  readonly #deps: Required<ConsumerDeps>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();
  #loops: Promise<unknown> | undefined;
  #freed: (() => void) | undefined;
  #blockedClient: number | undefined;

  constructor(deps: ConsumerDeps) {
    this.#deps = {blockMs: 5000, sweepMs: Math.min(2000, deps.claimIdleMs / 4), ...deps};
  }

  /** Turns under way. */
  get running(): number {
    return this.#running.size;
  }

  start(): this {
    this.#loops ??= Promise.all([this.#repeat(() => this.#receive()), this.#repeat(() => this.#sweep())]);
    return this;
  }

  /** Reads no more at once, then waits for the turns under way, at most `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#freed?.();
    const done = async () => {
      await this.#unblock(this.#loops); // the last read may still bring turns
      await Promise.all(this.#running.values());
    };
    await Promise.race([done(), sleep(graceMs, undefined, {ref: false})]);
  }

  async #repeat(step: () => Promise<void>): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      try {
        await step();
        failures = 0;
      } catch (error) {
        this.#deps.log.debug({error}, 'consumer.interrupted');
        await this.#pause(backoff(failures++, 100, 2000));
      }
    }
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
      this.#takeAll(await this.#read(free));
    } catch (error) {
      this.#blockedClient = undefined; // the connection, or the group, is another one from now on
      throw error;
    }
  }

  async #read(COUNT: number): Promise<readonly StreamEntry[]> {
    const {blocking, blockMs: BLOCK} = this.#deps;
    if (this.#blockedClient === undefined) await this.#join();
    const reply = await blocking.run(
      client => client.xReadGroup(group, this.name, {key: keys.stream, id: '>'}, {COUNT, BLOCK}),
      BLOCK + watchdogMs,
    );
    return reply?.[0]?.messages ?? [];
  }

  /** On every new connection: the group exists, and we know by which id to unblock ourselves. */
  async #join(): Promise<void> {
    await this.#createGroup();
    this.#blockedClient = await this.#deps.blocking.run(client => client.clientId());
    this.#deps.log.info({consumer: this.name}, 'worker.ready');
  }

  async #createGroup(): Promise<void> {
    try {
      await this.#deps.redis.run(client => client.xGroupCreate(keys.stream, group, '0', {MKSTREAM: true}));
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
  }

  /** Takes over what nobody has touched for a while, our own lost pick-ups included. */
  async #sweep(): Promise<void> {
    const {redis, concurrency, claimIdleMs, sweepMs} = this.#deps;
    await this.#pause(sweepMs * (0.75 + Math.random() / 2));
    for (let cursor = '0-0'; !this.#stopping.signal.aborted; ) {
      const COUNT = concurrency - this.#running.size;
      if (COUNT <= 0) return;
      const start = cursor;
      const taken = await redis.run(client =>
        client.xAutoClaim(keys.stream, group, this.name, claimIdleMs, start, {COUNT}),
      );
      this.#takeAll(taken.messages.filter(entry => entry !== null));
      cursor = String(taken.nextId);
      if (cursor === '0-0') return;
    }
  }

  #takeAll(entries: readonly StreamEntry[]): void {
    for (const {id, message} of entries) {
      const entry = parseEntry(id, message);
      if (entry) this.#take(entry);
      else this.#discard(id);
    }
  }

  #take(entry: Entry): void {
    if (this.#running.has(entry.entry)) return;
    const turn = takeTurn(this.#deps, entry, this.name)
      .catch(error => this.#deps.log.warn({message: entry.message, error}, 'turn.interrupted'))
      .finally(() => {
        this.#running.delete(entry.entry);
        this.#freed?.();
      });
    this.#running.set(entry.entry, turn);
  }

  /** Nobody can ever answer it: it must not come back for ever. */
  #discard(id: string): void {
    this.#deps.log.error('entry.unreadable');
    const {redis} = this.#deps;
    redis
      .run(client => Promise.all([client.xAck(keys.stream, group, id), client.xDel(keys.stream, id)]))
      .catch(error => this.#deps.log.debug({error}, 'entry.kept'));
  }

  /** Ends the blocking read without losing what is on its way; again and again, in case it was not blocked yet. */
  async #unblock(loops: Promise<unknown> | undefined): Promise<void> {
    let over = false;
    loops?.finally(() => {
      over = true;
    });
    for (const id = String(this.#blockedClient); !over; await sleep(20)) {
      await this.#deps.redis
        .run(client => client.sendCommand(['CLIENT', 'UNBLOCK', id]))
        .catch(() => undefined);
    }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, {signal: this.#stopping.signal}).catch(() => undefined);
  }
}

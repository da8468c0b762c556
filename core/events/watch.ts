/**
 * Many waiters, one blocking connection. Every script that adds an event to a result stream also adds the
 * message's id to the wake stream; this process blocks on that one stream, and reads the result streams of
 * the ids that somebody here waits for, many in one `XREAD`.
 *
 * No wake-up is lost: a waiter registers first, then reads its message, then waits; an event is either in
 * that read or wakes the waiter. After each (re)connection the position in the wake stream is taken anew and
 * every waiter reads again, so nothing depends on what was missed in between. `freshen` does the same for
 * one waiter, for callers that want a second look.
 *
 * Who waits as a session's owner is closed instead of told, once the session is not that owner's any more.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {backoff} from '../backoff.ts';
import {type Channel, keys} from '../keys.ts';
import type {Log} from '../log.ts';
import {Loop} from '../loop.ts';
import type {Redis} from '../redis/connection.ts';
import {beginning, isAfter} from './cursor.ts';
import {isStillOwned, type Owned} from './owned.ts';
import {readStreams} from './read.ts';
import {type Interest, Waiter} from './waiter.ts';

export type WatcherOptions = {
  /** Of this watcher alone: it blocks. */
  blocking: Redis;
  commands: Redis;
  log: Log;
  /** How long one read of the wake stream blocks, in milliseconds. */
  blockMs?: number;
};

/** Result streams read by one `XREAD`, so that none holds Redis up. */
const streamsPerRead = 250;
/** A blocking read that answers neither with entries nor with "none" is given up this long after its time. */
const watchdogMs = 3000;

export class Watcher {
  readonly #options: Required<WatcherOptions>;
  readonly #waiters = new Map<string, Set<Waiter>>();
  /** Who waits for what comes in a conversation, by channel and session. */
  readonly #listeners = new Map<string, Set<() => void>>();
  /** Those that wait and have something to read. */
  #due = new Set<Waiter>();
  #reading = false;
  readonly #loop: Loop;
  #position: string | null = null;

  constructor(options: WatcherOptions) {
    this.#options = {blockMs: 5000, ...options};
    this.#loop = new Loop({name: 'watch', log: options.log, step: () => this.#turn()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  /** Ends the loop; waiters are left to their own signals. */
  async stop(): Promise<void> {
    this.#options.blocking.stop();
    await this.#loop.stop();
  }

  /** Since the loop last turned, in milliseconds. */
  get idleMs(): number {
    return this.#loop.idleMs;
  }

  /** How many wait, over all messages. */
  get size(): number {
    let size = 0;
    for (const waiters of this.#waiters.values()) size += waiters.size;
    return size;
  }

  /** Registers; read the message after this, then `next`. The caller must `close` it. */
  open(id: string, interest: Interest, owner?: Owned): Waiter {
    const waiter = new Waiter(
      {id, interest, owner},
      {due: () => this.#schedule(waiter), closed: () => this.#remove(waiter)},
    );
    const waiters = this.#waiters.get(id) ?? new Set();
    this.#waiters.set(id, waiters.add(waiter));
    return waiter;
  }

  /** Calls whenever there may be something new in the conversation; read it after this. Returns how to stop that. */
  listen(channel: Channel, session: string, call: () => void): () => void {
    const name = `${channel} ${session}`;
    const calls = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, calls.add(call));
    return () => {
      calls.delete(call);
      if (calls.size === 0) this.#listeners.delete(name);
    };
  }

  #remove(waiter: Waiter): void {
    const waiters = this.#waiters.get(waiter.id);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(waiter.id);
    this.#due.delete(waiter);
  }

  async #turn(): Promise<void> {
    try {
      this.#position ??= await this.#takePosition();
      this.#position = await this.#block(this.#position);
    } catch (error) {
      this.#position = null;
      throw error;
    }
  }

  /** Where the wake stream ends now. Whoever waits already may have missed something before it. */
  async #takePosition(): Promise<string> {
    const newest = await this.#options.blocking.run(client =>
      client.xRevRange(keys.wake, '+', '-', {COUNT: 1}),
    );
    for (const waiters of this.#waiters.values()) for (const waiter of waiters) waiter.freshen();
    for (const calls of this.#listeners.values()) for (const call of calls) call();
    return newest?.[0]?.id ?? beginning;
  }

  async #block(position: string): Promise<string> {
    const {blocking, blockMs} = this.#options;
    const wanted = {key: keys.wake, id: position};
    const reply = await blocking.run(
      client => client.xRead(wanted, {BLOCK: blockMs, COUNT: 1000}),
      blockMs + watchdogMs,
    );
    const entries = reply?.[0]?.messages ?? [];
    for (const {message} of entries) {
      const waiters = this.#waiters.get(String(message['message']));
      for (const waiter of waiters ?? []) if (waiter.interest === 'event' || message['end']) waiter.freshen();
      for (const call of this.#listeners.get(String(message['session'])) ?? []) call();
    }
    return entries.at(-1)?.id ?? position;
  }

  /** Everything that becomes due in one turn of the event loop is read together. */
  #schedule(waiter: Waiter): void {
    this.#due.add(waiter);
    if (this.#reading) return;
    this.#reading = true;
    setImmediate(() => void this.#readDue());
  }

  async #readDue(): Promise<void> {
    for (let failures = 0; this.#due.size > 0 && !this.#loop.stopping; ) {
      const batch = [...this.#due].slice(0, streamsPerRead);
      for (const waiter of batch) this.#due.delete(waiter);
      try {
        await this.#read(batch.filter(waiter => waiter.begin()));
        failures = 0;
      } catch (error) {
        this.#options.log.debug({error, count: batch.length}, 'watch.unread');
        await sleep(backoff(failures++, 50, 1000));
        for (const waiter of batch) waiter.freshen();
      }
    }
    this.#reading = false;
  }

  async #read(batch: readonly Waiter[]): Promise<void> {
    if (batch.length === 0) return;
    const after = new Map<string, string>();
    for (const {id, cursor} of batch) {
      const earliest = after.get(id);
      if (earliest === undefined || isAfter(earliest, cursor)) after.set(id, cursor);
    }
    const wanted = Array.from(after, ([id, cursor]) => ({id, after: cursor}));
    const [found, owned] = await this.#options.commands.run(client =>
      Promise.all([
        readStreams(client, wanted),
        Promise.all(batch.map(({owner}) => owner === undefined || isStillOwned(client, owner))),
      ]),
    );
    for (const [i, waiter] of batch.entries()) {
      if (owned[i]) waiter.deliver(found.get(waiter.id) ?? []);
      else waiter.close();
    }
  }
}

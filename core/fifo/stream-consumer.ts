/**
 * Takes jobs from a fifo's stream, at most `concurrency` at once: new ones by a blocking read, and, when it is told to
 * sweep, those that a dead consumer left behind. It outlives every failure of Redis, and knows no kind of job: the
 * messages and the deliveries are two uses of it.
 */
import {setMaxListeners} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import {newId} from '../ids.ts';
import {keys} from '../keys.ts';
import type {Log} from '../log.ts';
import {Loop} from '../loop.ts';
import type {Redis} from '../redis/connection.ts';
import {isWrongType, ScriptError, type StreamEntry} from '../redis/replies.ts';
import {dismissConsumers} from './dismiss.ts';
import {type Entry, parseEntry} from './entry.ts';
import type {Fifo} from './fifo.ts';
import {join} from './join.ts';
import {readOwn} from './read-own.ts';
import {returnEntry} from './return-entry.ts';

export type StreamConsumerDeps = {
  fifo: Fifo;
  redis: Redis;
  /** Of this consumer alone: it blocks. */
  blocking: Redis;
  log: Log;
  /** How many jobs at once. */
  concurrency: number;
  /** An entry untouched for so long has lost its consumer, in milliseconds. */
  claimIdleMs: number;
  /** How long one read blocks, in milliseconds. */
  blockMs?: number;
  /** How long the group's keys are kept, in milliseconds. */
  keepMs: number;
  /** Does one job. `leaving` is aborted when it must end. What it throws leaves the entry to be claimed again. */
  work(entry: Entry, consumer: string, leaving: AbortSignal): Promise<void>;
  /** Told on every new connection, before the first read of new entries. */
  onJoin?(consumer: string): void;
};

/** Nobody of this version can ever do the job: it is set aside, so that it does not come back for ever. */
export class UnreadableJob extends Error {
  override readonly name = 'UnreadableJob' as const;
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A blocking read that does not answer is given up this long after its time. */
const watchdogMs = 3000;

export class StreamConsumer {
  /** Of this process, once: platforms run the old and the new process under one name for a while. */
  readonly name = newId();
  readonly #deps: StreamConsumerDeps & {blockMs: number};
  readonly #running = new Map<string, Promise<void>>();
  readonly #leaving = new AbortController();
  readonly #receiving: Loop;
  #sweeping: Promise<void> | undefined;
  #freed: (() => void) | undefined;
  #blockedClient: number | undefined;

  constructor(deps: StreamConsumerDeps) {
    this.#deps = {blockMs: 5000, ...deps};
    setMaxListeners(0, this.#leaving.signal); // one for each job under way
    this.#receiving = new Loop({name: 'receive', log: deps.log, step: () => this.#receive()});
  }

  /** Jobs under way. */
  get running(): number {
    return this.#running.size;
  }

  /** Since the reading loop last turned, in milliseconds; while all slots are taken it need not. */
  get idleMs(): number {
    return this.#running.size >= this.#deps.concurrency ? 0 : this.#receiving.idleMs;
  }

  start(): this {
    this.#receiving.start();
    return this;
  }

  /** Reads no more, at once; waits for the jobs under way, at most `graceMs`; then tells them to leave. */
  async stop(graceMs: number): Promise<void> {
    const stopped = this.#receiving.stop();
    this.#freed?.();
    await this.#unblock(stopped);
    await this.#sweeping;
    await Promise.race([this.#idle(), sleep(graceMs, undefined, {ref: false})]);
    this.#leaving.abort();
    await this.#idle();
    const {redis, fifo} = this.#deps;
    await dismissConsumers(redis, {fifo, silentMs: 0, name: this.name}).catch(() => 0); // or it is cleared away later
  }

  /** Takes over what nobody has touched for a while; at most one sweep at a time. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Waits for a free slot, then for entries. */
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
        await this.#join(free); // which may take slots: count anew
      else this.#takeAll(await this.#read(free));
    } catch (error) {
      this.#blockedClient = undefined; // the connection, or the group, is another one from now on
      throw error;
    }
  }

  async #read(COUNT: number): Promise<readonly StreamEntry[]> {
    const {blocking, blockMs: BLOCK, fifo} = this.#deps;
    const reply = await blocking.run(
      client => client.xReadGroup(fifo.group, this.name, {key: fifo.stream, id: '>'}, {COUNT, BLOCK}),
      BLOCK + watchdogMs,
    );
    return reply?.[0]?.messages ?? [];
  }

  /**
   * On every new connection: the group exists, we know by which id to unblock ourselves, and what was handed to
   * us on the old one, perhaps without our hearing of it, is taken up.
   */
  async #join(free: number): Promise<void> {
    const {redis, blocking, log, fifo, onJoin} = this.#deps;
    await join(redis, fifo);
    const {entries, vanished} = await readOwn(blocking, fifo, this.name, free);
    if (vanished > 0) log.error({count: vanished}, 'entries.vanished');
    if (entries.length > 0) log.info({count: entries.length}, 'entries.resumed');
    this.#takeAll(entries);
    this.#blockedClient = await blocking.run(client => client.clientId());
    onJoin?.(this.name);
  }

  async #sweep(): Promise<void> {
    const {redis, concurrency, claimIdleMs, log, fifo} = this.#deps;
    for (let cursor = '0-0'; !this.#receiving.stopping; ) {
      const COUNT = concurrency - this.#running.size;
      if (COUNT <= 0) return;
      const start = cursor;
      const taken = await redis.run(client =>
        client.xAutoClaim(fifo.stream, fifo.group, this.name, claimIdleMs, start, {COUNT}),
      );
      // Entries that somebody deleted: their jobs are found again by reconciling.
      const vanished = taken.deletedMessages.length;
      if (vanished > 0) log.error({count: vanished}, 'entries.vanished');
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
    const {redis, work, fifo, keepMs} = this.#deps;
    if (this.#receiving.stopping) return void (await returnEntry(redis, {fifo, entry, keepMs}, this.name));
    await work(entry, this.name, this.#leaving.signal);
  }

  #keep(id: string, job: Promise<void>): void {
    const {log} = this.#deps;
    const kept = job
      .catch(error => {
        const cause = causeOf(error);
        if (cause !== undefined) return this.#setAside(id, cause, error);
        log.warn({error}, 'job.interrupted'); // its entry is pending: it will be claimed again
      })
      .finally(() => {
        this.#running.delete(id);
        this.#freed?.();
      });
    this.#running.set(id, kept);
  }

  /** It must not come back for ever. Its job, if there is one, is found again by reconciling. */
  #setAside(entry: string, cause: string, error?: unknown): void {
    const {redis, log, fifo} = this.#deps;
    log.error({reason: cause, error}, 'entry.set-aside');
    const gone = redis.run(client =>
      client
        .multi()
        .xAdd(keys.dead, '*', {cause, entry, stream: fifo.stream})
        .xAck(fifo.stream, fifo.group, entry)
        .xDel(fifo.stream, entry)
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

/** Why a job can never be done, whoever tries; `undefined` where it may be the next time. */
function causeOf(error: unknown): string | undefined {
  if (error instanceof UnreadableJob) return error.code;
  if (error instanceof ScriptError) return error.code;
  return isWrongType(error) ? 'unreadable_job' : undefined;
}

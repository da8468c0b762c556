/**
 * One connection to Redis that is always being kept up: it never gives up reconnecting, queues nothing while
 * offline, and is destroyed and built anew when it stays silent past a deadline. Deadlines are our own,
 * because node-redis drops its timeout once a command is written.
 *
 * A command that failed with `unavailable` may or may not have run: every write behind it must be an
 * idempotent script.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {createClient, ErrorReply} from 'redis';
import {backoff} from '../backoff.ts';
import {ChatError} from '../errors.ts';
import type {Log} from '../log.ts';
import {plainSealer, type Sealer} from '../seal.ts';
import {Tally} from '../tally.ts';
import {type Fault, faultCode} from './fault.ts';
import {ScriptError} from './replies.ts';

export type Tls = {ca?: string | undefined; insecure: boolean};

export type RedisClient = ReturnType<typeof open>;

export type RedisOptions = {
  url: string;
  /** For rediss://: who has signed its certificate, or that nobody need have. */
  tls?: Tls | undefined;
  /** What the connection is for; shown by `CLIENT LIST` and in the log. */
  name: string;
  log: Log;
  /** How long a command may take, in milliseconds. */
  deadlineMs?: number;
  /** Seals what is written over this link, and opens what is read; by default nothing is sealed. */
  sealer?: Sealer;
  /** Told when the connection was given up: another one over the same link is likely to be as dead. */
  onReplaced?: () => void;
};

/** Error replies of a server that is up but not to be used now: starting, demoted, failing over, full. */
const passing = /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|NOREPLICAS|MISCONF|BUSY) /;
/** After these the name behind the URL may lead elsewhere. */
const moved = /^(READONLY|MASTERDOWN) /;

/** Stores hang up on whoever says nothing for a while: Heroku's after 300 s. */
const pingEveryMs = 60_000;

/** For a connection to be made, and then for the greeting on it to be answered. */
const connectMs = 2000;

export class Redis {
  readonly #options: RedisOptions;
  readonly sealer: Sealer;
  readonly #deadlineMs: number;
  readonly #failures: Tally;
  #client: RedisClient;
  #stopped = false;
  #fault: Fault | undefined;
  /** What Redis' clock shows at our monotonic zero, in milliseconds; our own wall clock may jump. */
  #epochMs: number | undefined;

  constructor(options: RedisOptions) {
    this.#options = options;
    this.#deadlineMs = options.deadlineMs ?? 1500;
    this.sealer = options.sealer ?? plainSealer;
    this.#failures = new Tally(options.log);
    this.#client = open(options, this.#failures);
  }

  /** Is it connected, as far as the socket knows? */
  get ready(): boolean {
    return this.#client.isReady;
  }

  /** Is it connected within `ms`? */
  async reached(ms: number): Promise<boolean> {
    for (const end = performance.now() + ms; !this.ready && performance.now() < end; ) await sleep(10);
    return this.ready;
  }

  /** How many commands were run on it, and how long they took in all. */
  readonly calls = {count: 0, ms: 0};

  /** What keeps it from being connected, and since when; of a connection that works, nothing. */
  get fault(): Fault | undefined {
    return this.#client.isReady ? undefined : this.#fault;
  }

  /** Begins to connect; never throws, never waits. */
  start(): this {
    this.#connect();
    return this;
  }

  /**
   * When a command that is sent now will be given up, by Redis' own clock, in unix milliseconds: a script that
   * runs later than this runs for nobody. `undefined` before the first answer.
   */
  deadline(): number | undefined {
    return this.#epochMs === undefined
      ? undefined
      : Math.round(this.#epochMs + performance.now() + this.#deadlineMs);
  }

  /** Runs a command within a deadline. Throws `unavailable` when Redis is away, silent or failing over. */
  async run<T>(command: (client: RedisClient) => Promise<T>, deadlineMs = this.#deadlineMs): Promise<T> {
    const client = this.#client;
    if (!client.isReady) throw new ChatError('unavailable');
    const begin = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new ChatError('unavailable'));
        this.#replace(client, 'silent');
      }, deadlineMs);
    });
    try {
      return await Promise.race([command(client), deadline]);
    } catch (error) {
      throw this.#explain(error, client);
    } finally {
      clearTimeout(timer);
      this.calls.count++;
      this.calls.ms += performance.now() - begin;
    }
  }

  /** Sets our idea of Redis' clock; done on every new connection. */
  async readClock(): Promise<void> {
    const askedAt = performance.now(); // not when it was answered: a late answer must not make us early
    try {
      const [seconds, micros] = await this.run(client => client.time());
      this.#epochMs = Number(seconds) * 1000 + Number(micros) / 1000 - askedAt;
    } catch (error) {
      this.#options.log.debug({connection: this.#options.name, error}, 'clock.unread');
    }
  }

  /** Gives the connection up and makes a new one: a blocked read would find out seconds later. */
  replace(): void {
    this.#replace(this.#client, 'suspected');
  }

  /** Rejects what is under way and closes the socket. */
  stop(): void {
    this.#stopped = true;
    destroy(this.#client);
  }

  #explain(error: unknown, client: RedisClient): unknown {
    if (error instanceof ChatError || error instanceof ScriptError) return error;
    if (!(error instanceof ErrorReply)) return new ChatError('unavailable', undefined, {cause: error});
    if (moved.test(error.message)) {
      this.#replace(client, 'demoted');
      this.#note(faultCode(error));
    }
    return passing.test(error.message) ? new ChatError('unavailable', undefined, {cause: error}) : error;
  }

  #replace(client: RedisClient, reason: string): void {
    if (client !== this.#client || this.#stopped) return;
    this.#options.log.warn({connection: this.#options.name, reason}, 'redis.replaced');
    if (reason === 'silent') this.#note('silent');
    destroy(client);
    this.#client = open(this.#options, this.#failures);
    this.#connect();
    if (reason !== 'suspected') this.#options.onReplaced?.();
  }

  #note(code: string): void {
    if (this.#fault?.code !== code) this.#fault = {code, since: Date.now()};
  }

  #connect(): void {
    const client = this.#client;
    watchGreeting(client, () => this.#replace(client, 'silent'));
    client.on('ready', () => {
      this.#fault = undefined;
      void this.readClock();
    });
    client.on('error', error => this.#note(faultCode(error)));
    // Rejects only when the client is destroyed; failures to connect come as `error` events.
    client.connect().catch(() => undefined);
  }
}

function open({url, tls, name, log}: RedisOptions, failures: Tally) {
  const client = createClient({
    url,
    name: `plaintalk-${name}`,
    RESP: 3,
    maintNotifications: 'disabled',
    disableOfflineQueue: true,
    pingInterval: pingEveryMs,
    // Its own would cost an AbortSignal per command, and guards only what was not written yet.
    commandOptions: {timeout: 0},
    // The default strategy gives up after a socket timeout; this one never does.
    socket: {
      ...(url.startsWith('rediss:') && secured(tls)),
      connectTimeout: connectMs,
      noDelay: true,
      reconnectStrategy: retries => backoff(retries, 50, 2000),
    },
  });
  // A reconnect every second must not fill the log.
  client.on('error', error => {
    const code = faultCode(error);
    failures.warn('redis.failed', {connection: name, code});
    log.debug({connection: name, code, error}, 'redis.failing');
  });
  client.on('ready', () => log.info({connection: name}, 'redis.connected'));
  return client;
}

/** With SNI and the name checked, unless nothing is to be. */
function secured({ca, insecure}: Tls = {insecure: false}) {
  return {tls: true as const, rejectUnauthorized: !insecure, ...(ca !== undefined && {ca})};
}

/** Calls back when a connection was made, but nobody answers on it. */
function watchGreeting(client: RedisClient, onSilent: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  client.on('connect', () => {
    timer = setTimeout(onSilent, connectMs);
  });
  for (const event of ['ready', 'error', 'end']) client.on(event, () => clearTimeout(timer));
}

function destroy(client: RedisClient): void {
  // node-redis does not stop a connection that is just being made: it is destroyed once it is there.
  client.once('connect', () => client.destroy());
  client.destroy();
}

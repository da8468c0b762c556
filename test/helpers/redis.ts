import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import type {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {sharedFields} from '../../core/queue/stored.ts';
import {Redis, type RedisClient} from '../../core/redis/connection.ts';
import {createSealer, parseDataKey} from '../../core/seal.ts';
import {freePort} from '../../scripts/lab/bench/parts.ts';
import {type TestLog, testLog} from './log.ts';
import type {Owner} from './owner.ts';
import {until} from './until.ts';

/** What visitors say is sealed in the tests as it is in production. */
export const testDataKeys = 'tests:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const testKey = parseDataKey(testDataKeys);
export const testSealer = createSealer(testKey ? [testKey] : []);

/** A piece as `append` seals it: the first of the first attempt, at the demo clinic. */
export function sealedPiece(owner: string, text: string): string {
  return testSealer.seal('delta 1.1', {clinic: 'demo', owner}, text);
}

const ofSession = new Set<string>(sharedFields);

/** A hash as it is in Redis, with what is sealed in it opened; `id`: of the message. */
export function opened(id: string, hash: Record<string, string>): Record<string, string> {
  const {clinic = '', session = ''} = hash;
  const open = (field: string, value: string) =>
    value.startsWith('~')
      ? testSealer.open(field, {clinic, owner: ofSession.has(field) ? session || id : id}, value)
      : value;
  return Object.fromEntries(Object.entries(hash).map(([field, value]) => [field, open(field, value)]));
}

/** The same of a message. */
export async function openedMessage(redis: Redis, id: string): Promise<Record<string, string>> {
  return opened(id, await redis.run(client => client.hGetAll(`message:${id}`)));
}

export type TestRedis = {url: string; redis: Redis; log: TestLog; connect(name: string, url?: string): Redis};

/** A real Redis of its own for one test, that it may kill and start again. */
export class RedisServer {
  readonly port: number;
  readonly #flags: readonly string[];
  readonly #dir = mkdtempSync(join(tmpdir(), 'plaintalk-redis-'));
  #process: ChildProcess | undefined;

  static async start(port?: number, flags: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(port ?? (await freePort()), flags);
    await server.start();
    return server;
  }

  private constructor(port: number, flags: readonly string[]) {
    this.port = port;
    this.#flags = flags;
  }

  url(database = 0): string {
    return `redis://127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    const flags = `--port ${this.port} --bind 127.0.0.1 --databases 500 --appendonly yes --appendfsync always --dir ${this.#dir}`;
    const child = spawn(
      process.env['REDIS_SERVER'] ?? 'redis-server',
      [...flags.split(' '), ...this.#flags, '--save', ''],
      {stdio: ['ignore', 'pipe', 'ignore'], detached: true}, // a group of its own, with whatever it forks
    );
    this.#process = child;
    const shell = endWithUs(child.pid ?? 0);
    child.once('exit', () => shell.kill());
    let output = '';
    child.stdout.on('data', chunk => {
      output += String(chunk);
    });
    await until(() => output.includes('Ready to accept connections'));
    child.stdout.destroy();
    child.unref();
  }

  /** Sends the signal and waits until the process is gone; for SIGSTOP and SIGCONT, does not wait. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await gone;
  }

  remove(): void {
    try {
      process.kill(-(this.#process?.pid ?? Number.NaN), 'SIGKILL'); // a child of it may be writing still
    } catch {
      // None of them is left.
    }
    rmSync(this.#dir, {recursive: true, force: true, maxRetries: 5});
  }
}

/** AVA kills a test file that takes too long, and nobody is told: a shell that waits for our end does the rest. */
function endWithUs(pid: number): ChildProcess {
  const shell = spawn('sh', ['-c', `read _; kill -9 -- -${pid} 2>/dev/null`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref();
  (shell.stdin as Socket).unref();
  return shell;
}

let shared: Promise<RedisServer> | undefined;
let databases = 0;

/** An empty database on this test file's server, with a connection; closed when the test ends. */
export async function testRedis(t: Owner): Promise<TestRedis> {
  shared ??= RedisServer.start().then(server => {
    process.once('exit', () => server.remove());
    return server;
  });
  const server = await shared;
  return connectTo(t, server.url(databases++));
}

/** The same on a server of the test's own, with the server. */
export async function ownRedis(t: Owner): Promise<TestRedis & {server: RedisServer}> {
  const server = await RedisServer.start();
  t.teardown(async () => {
    await server.kill();
    server.remove();
  });
  return {...(await connectTo(t, server.url())), server};
}

async function connectTo(t: Owner, url: string): Promise<TestRedis> {
  const log = testLog();
  const connect = (name: string, by = url) => {
    const redis = new Redis({url: by, name, log, sealer: testSealer}).start();
    t.teardown(() => redis.stop());
    return redis;
  };
  const redis = connect('test');
  await until(() => redis.ready);
  return {url, redis, log, connect};
}

/** Everything that is in the database, to show that something wrote nothing. */
export async function dump(redis: Redis): Promise<string[]> {
  return (await redis.run((client: RedisClient) => client.keys('*'))).sort();
}

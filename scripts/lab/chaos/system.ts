/** The system under test: one Redis, some web processes and workers, each of which may be killed at any time. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {createClient} from '@redis/client';
import {Part, root} from '../../part.js';
import {freePort} from '../bench/parts.ts';

/** Clients send as fast as they like, all from one address. */
const anyRate = {RATE_SESSION_PER_MINUTE: '0', RATE_ADDRESS_PER_MINUTE: '0'};

export type SystemOptions = {
  webs: number;
  workers: number;
  env?: Record<string, string>;
  /** What its processes are started from at first; otherwise this one. */
  build?: Build;
  /** One of `sabotage.js`. */
  sabotage?: string | undefined;
  /** `always` or `everysec`. */
  appendfsync?: string;
  /** What web and workers connect to, where that is not Redis itself. */
  redisUrl?: string;
  /** Told the port of Redis once it is known. */
  onRedis?: (port: number) => void;
};

/** Where a version of ours was built, and the worker with an agent for measuring that belongs to it. */
export type Build = {root: string; worker: string};

export const thisBuild: Build = {root, worker: 'scripts/lab/chaos/worker.js'};

/** A process that comes back under the same name when it has ended, as a platform would do it. */
export class Member {
  readonly name: string;
  /** What it is started from the next time. */
  build: Build;
  readonly #start: () => Part;
  #part: Part;
  #wanted = true;

  constructor(name: string, build: Build, start: (build: Build) => Part) {
    this.name = name;
    this.build = build;
    this.#start = () => start(this.build);
    this.#part = this.#watch();
  }

  signal(name: string): void {
    this.#part.signal(name);
  }

  /** Ends it as a deploy does, and starts it from another build. */
  async replace(build: Build): Promise<void> {
    this.build = build;
    this.#part.signal('SIGTERM');
    await this.#part.ended;
  }

  /** Ends it for good. */
  async end(signal: string): Promise<void> {
    this.#wanted = false;
    this.#part.signal('SIGCONT');
    this.#part.signal(signal);
    await this.#part.ended;
  }

  #watch(): Part {
    const part = this.#start();
    void part.ended.then(() => {
      if (this.#wanted) this.#part = this.#watch();
    });
    return part;
  }
}

export class System {
  readonly dir = mkdtempSync(join(tmpdir(), 'plaintalk-chaos-'));
  readonly webs: Member[] = [];
  readonly workers: Member[] = [];
  readonly urls: string[] = [];
  readonly redisPort: number;
  /** How often each log word was seen, with its status or reason. */
  readonly words = new Map<string, number>();
  /** Filled by faults that end. */
  readonly recoveries: number[] = [];
  #redis: Part | undefined;
  readonly #options: SystemOptions;

  static async start(options: SystemOptions): Promise<System> {
    const system = new System(options, await freePort());
    options.onRedis?.(system.redisPort);
    await system.startRedis();
    for (let i = 0; i < options.webs; i++) await system.#addWeb(`web.${i}`);
    for (let i = 0; i < options.workers; i++) system.addWorker(`worker.${i}`);
    await system.ready();
    return system;
  }

  private constructor(options: SystemOptions, redisPort: number) {
    this.#options = options;
    this.redisPort = redisPort;
    process.once('exit', () => rmSync(this.dir, {recursive: true, force: true}));
  }

  get redisUrl(): string {
    return `redis://127.0.0.1:${this.redisPort}`;
  }

  /** Returns when it answers. */
  async startRedis(): Promise<void> {
    const {appendfsync = 'always'} = this.#options;
    const flags = `--port ${this.redisPort} --bind 127.0.0.1 --dir ${this.dir} --appendonly yes --appendfsync ${appendfsync}`;
    this.#redis = new Part('redis', [
      process.env['REDIS_SERVER'] ?? 'redis-server',
      ...flags.split(' '),
      '--save',
      '',
    ]);
    const client = await this.connect();
    while ((await client.ping().catch(() => '')) !== 'PONG') await sleep(10); // it may still be loading
    client.destroy();
  }

  signalRedis(name: string): void {
    this.#redis?.signal(name);
  }

  async killRedis(): Promise<void> {
    this.#redis?.kill();
    await this.#redis?.ended;
  }

  async connect() {
    const client = createClient({url: this.redisUrl, socket: {reconnectStrategy: () => 10}});
    client.on('error', () => undefined); // it comes back, or the run ends
    await client.connect();
    return client;
  }

  addWorker(name: string): void {
    const env = {WORKER: name, RUNS: join(this.dir, `runs.${name}.jsonl`)};
    const {build = thisBuild} = this.#options;
    this.workers.push(new Member(name, build, from => this.#spawn(name, from, from.worker, env)));
  }

  /** Until every web process accepts, and some worker consumes. */
  async ready(): Promise<void> {
    for (const url of this.urls) {
      while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await sleep(20);
    }
    while (!this.words.has('worker.ready') && this.workers.length > 0) await sleep(20);
  }

  async end(): Promise<void> {
    await Promise.all([...this.webs, ...this.workers].map(member => member.end('SIGKILL')));
    await this.killRedis();
  }

  async #addWeb(name: string): Promise<void> {
    const port = await freePort();
    this.urls.push(`http://127.0.0.1:${port}`);
    const {build = thisBuild} = this.#options;
    const env = {PORT: String(port)};
    this.webs.push(new Member(name, build, from => this.#spawn(name, from, 'dist/server/main.js', env)));
  }

  #spawn(name: string, build: Build, main: string, own: Record<string, string>): Part {
    const {env = {}, sabotage = '', redisUrl = this.redisUrl} = this.#options;
    const given = {
      PATH: process.env['PATH'],
      REDIS_URL: redisUrl,
      HOST: '127.0.0.1',
      SABOTAGE: sabotage,
      ...anyRate,
    };
    const preload = sabotage ? ['--import', './scripts/lab/chaos/sabotage.js'] : [];
    return new Part(name, [process.execPath, ...preload, main], {
      cwd: build.root,
      env: {...given, ...env, ...own},
      onLine: (line: string) => this.#hear(line),
    });
  }

  #hear(text: string): void {
    if (!text.startsWith('{')) return void process.stderr.write(`${text}\n`);
    const {msg, status, reason} = JSON.parse(text);
    const word = [msg, status ?? reason].filter(Boolean).join(' ');
    for (const key of new Set([msg, word])) this.words.set(key, (this.words.get(key) ?? 0) + 1);
  }
}

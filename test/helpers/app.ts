import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {ExecutionContext} from 'ava';
import type {Redis} from '../../core/redis/connection.ts';
import {isStale} from '../../scripts/is-stale.js';
import {root} from '../../scripts/root.js';
import type {LogLine} from './log.ts';
import {testDataKeys, testRedis} from './redis.ts';
import {until} from './until.ts';

/** Tests send as fast as they like, all from one address; what is said of rates has its own. */
const anyRate = {RATE_SESSION_PER_MINUTE: '0', RATE_ADDRESS_PER_MINUTE: '0'};

/** A real process of ours, as it is deployed: from dist/, with plain Node. Its log lines are kept. */
export class TestProcess {
  readonly lines: LogLine[] = [];
  readonly #child: ChildProcess;

  constructor(main: 'server/main.js' | 'worker/main.js', env: Record<string, string>) {
    if (isStale(root)) throw new Error('dist/ is stale: npm run build');
    this.#child = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist', main)], {
      cwd: tmpdir(), // where there is no .env
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'debug',
        DATA_KEYS: testDataKeys,
        SESSION_SECRETS: testDataKeys.slice(6),
        ...anyRate,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (this.#child.stdout) {
      createInterface({input: this.#child.stdout}).on('line', line => this.lines.push(JSON.parse(line)));
    }
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  seen(word: string): Promise<LogLine> {
    return until(() => this.lines.find(line => line.msg === word), 30_000);
  }

  /** Sends the signal and, unless it only pauses, waits for the end; the exit code, `null` when killed. */
  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.running) return this.#child.exitCode;
    this.#child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await once(this.#child, 'exit');
    return this.#child.exitCode;
  }
}

export type TestApp = {url: string; redisUrl: string; redis: Redis; web: TestProcess; worker: TestProcess};

export async function startWeb(
  t: ExecutionContext,
  env: Record<string, string>,
): Promise<{url: string; web: TestProcess}> {
  const web = new TestProcess('server/main.js', {PORT: '0', HOST: '127.0.0.1', ...env});
  t.teardown(() => web.kill('SIGKILL'));
  const {port} = await web.seen('web.listening');
  return {url: `http://127.0.0.1:${port}`, web};
}

export async function startWorker(t: ExecutionContext, env: Record<string, string>): Promise<TestProcess> {
  const worker = new TestProcess('worker/main.js', env);
  t.teardown(() => worker.kill('SIGKILL'));
  await worker.seen('worker.ready');
  return worker;
}

/** Web and worker, as in production, on an empty Redis database; killed when the test ends. */
export async function startApp(t: ExecutionContext, env: Record<string, string> = {}): Promise<TestApp> {
  const {url: redisUrl, redis} = await testRedis(t);
  const given = {REDIS_URL: redisUrl, ...env};
  const [{url, web}, worker] = await Promise.all([startWeb(t, given), startWorker(t, given)]);
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  return {url, redisUrl, redis, web, worker};
}

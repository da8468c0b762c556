/** `npm start` as a user meets it: real processes, and none of them left when it is over. */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createClient} from 'redis';
import {root} from '../../scripts/root.js';
import {testRedis} from '../helpers/redis.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

/** One run of `scripts/start.js`, with data in a folder of its own. */
class Run {
  readonly folder: string;
  readonly #process: ChildProcess;
  output = '';
  /** The processes that it runs; known once it is ready. */
  parts: Process[] = [];

  constructor(
    folder: string,
    env: Record<string, string> = {},
    command = [process.execPath, 'scripts/start.js'],
  ) {
    this.folder = folder;
    const {REDIS_URL: _, LOG_LEVEL: __, ...inherited} = process.env;
    const [program = '', ...args] = command;
    this.#process = spawn(program, args, {
      cwd: root,
      env: {...inherited, NODE_ENV: 'development', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, ...env},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', chunk => {
        this.output += String(chunk);
      });
    }
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The URL of the line that says that a message could be answered. */
  async ready(): Promise<string> {
    const url = await until(
      () => !this.running || /^PlainTalk is ready: (\S+)$/m.exec(this.output)?.[1],
      40_000,
    );
    if (typeof url !== 'string') throw new Error(this.output);
    this.parts = childrenOf(this.pid);
    return url;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** The exit code. */
  async ended(): Promise<number | null> {
    await until(() => !this.running && this.#process.stdout?.closed);
    return this.#process.exitCode;
  }

  /** Asks the private Redis, which says in its folder where it is. */
  async ask(...words: string[]): Promise<unknown> {
    const url = readFileSync(join(this.folder, 'redis-url'), 'utf8').trim();
    const client = createClient({url, socket: {reconnectStrategy: false}});
    await client.connect();
    return client.sendCommand(words).finally(() => client.destroy());
  }
}

type Process = {pid: number; parent: number; command: string};

/** All living processes. One that has ended and waits to be collected is not among them. */
function listProcesses(): Process[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], {encoding: 'utf8'}).split('\n');
  return lines.flatMap(line => {
    const [, pid, parent, state, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return state && !state.startsWith('Z') ? [{pid: Number(pid), parent: Number(parent), command}] : [];
  });
}

function childrenOf(pid: number): Process[] {
  return listProcesses().filter(({parent}) => parent === pid);
}

function living(processes: Process[]): Process[] {
  const all = listProcesses();
  return processes.filter(({pid, command}) => all.some(one => one.pid === pid && one.command === command));
}

function find(processes: Process[], word: string): Process {
  const found = processes.find(({command}) => command.includes(word));
  if (!found) throw new Error(`No ${word} among ${processes.map(({command}) => command).join(', ')}`);
  return found;
}

function dataFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plaintalk-start-'));
  t.teardown(() => rmSync(folder, {recursive: true, force: true, maxRetries: 5}));
  return folder;
}

function startRun(t: ExecutionContext, ...given: ConstructorParameters<typeof Run>): Run {
  const run = new Run(...given);
  t.teardown(() => {
    run.signal('SIGKILL');
    for (const {pid} of living(run.parts)) process.kill(pid, 'SIGKILL');
  });
  return run;
}

test('answers a question once it says that it is ready', async t => {
  t.timeout(90_000);
  const run = startRun(t, dataFolder(t));
  const url = await run.ready();

  t.is((await fetch(`${url}/readyz`)).status, 200);
  const sent = await fetch(`${url}/apps/voice-api/widget/send`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({text: 'What are your opening hours?'}),
  });
  t.is(sent.status, 202);
  const {poll_url: pollUrl} = (await sent.json()) as {poll_url: string};
  const answer = await until(async () => {
    const polled = (await (await fetch(`${new URL(pollUrl, url)}?wait=5`)).json()) as {status: string};
    return polled.status === 'done' && polled;
  });
  t.like(answer, {status: 'done', error: null});

  t.is(run.output.match(/is ready/g)?.length, 1);
  t.regex(run.output, /^web {4}\| \d\d:\d\d:\d\d\.\d{3} info {2}web\.listening port=\d+$/m);
  t.regex(run.output, /^worker \| \d\d:\d\d:\d\d\.\d{3} info {2}worker\.ready/m);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`stops all its processes on ${signal}`, async t => {
    t.timeout(60_000);
    const run = startRun(t, dataFolder(t));
    await run.ready();
    t.is(run.parts.length, 3);

    run.signal(signal);
    t.is(await run.ended(), 0);
    t.deepEqual(living(run.parts), []);
  });
}

test('ends with code 1 and says so when its worker dies', async t => {
  t.timeout(60_000);
  const run = startRun(t, dataFolder(t));
  await run.ready();

  process.kill(find(run.parts, 'dist/worker/main.js').pid, 'SIGKILL');
  t.is(await run.ended(), 1);
  t.regex(run.output, /^worker ended with SIGKILL: stopping$/m);
  t.deepEqual(living(run.parts), []);
});

test('keeps its data behind a password that stands on no command line', async t => {
  t.timeout(90_000);
  const folder = dataFolder(t);
  const run = startRun(t, folder);
  await run.ready();
  const {port, password} = new URL(readFileSync(join(folder, 'redis-url'), 'utf8').trim());
  t.true(password.length >= 32);
  const stranger = createClient({url: `redis://127.0.0.1:${port}`, socket: {reconnectStrategy: false}});
  t.teardown(() => stranger.destroy());
  stranger.on('error', () => undefined);
  await t.throwsAsync(async () => (await stranger.connect()).ping(), {message: /NOAUTH/});
  t.deepEqual(
    listProcesses().filter(({command}) => command.includes(password)),
    [],
  );
  t.false(run.output.includes(password));
  for (const name of readdirSync(folder).filter(name => /url$|conf$/.test(name))) {
    t.is(statSync(join(folder, name)).mode & 0o077, 0, name);
  }
});

test('keeps its data from run to run', async t => {
  t.timeout(90_000);
  const folder = dataFolder(t);
  const first = startRun(t, folder);
  await first.ready();
  await first.ask('SET', 'kept', 'yes');
  first.signal('SIGTERM');
  await first.ended();

  const second = startRun(t, folder);
  await second.ready();
  t.is(await second.ask('GET', 'kept'), 'yes');
});

test('refuses a second run on the same data', async t => {
  t.timeout(60_000);
  const folder = dataFolder(t);
  const first = startRun(t, folder);
  const url = await first.ready();

  const second = startRun(t, folder);
  t.is(await second.ended(), 1);
  t.regex(second.output, /^Another npm start uses \S+: stop it first, or set DATA_DIR to another folder\n$/);
  t.is((await fetch(`${url}/readyz`)).status, 200);
});

test('takes over what a killed run has left behind', async t => {
  t.timeout(90_000);
  const folder = dataFolder(t);
  const killed = startRun(t, folder);
  await killed.ready();
  const redis = find(killed.parts, 'redis-server');
  await killed.ask('SET', 'kept', 'yes');

  killed.signal('SIGKILL');
  await until(() => living(killed.parts).length === 1); // web and worker notice by themselves
  t.is(living([redis]).length, 1);

  const next = startRun(t, folder);
  await next.ready();
  t.deepEqual(living(killed.parts), []);
  t.is(await next.ask('GET', 'kept'), 'yes');
});

test('stops at once on a later signal, even what does not react', async t => {
  t.timeout(60_000);
  const run = startRun(t, dataFolder(t));
  await run.ready();
  process.kill(find(run.parts, 'dist/worker/main.js').pid, 'SIGSTOP');

  await until(() => {
    run.signal('SIGINT');
    return !run.running;
  });
  t.is(await run.ended(), 1);
  t.deepEqual(living(run.parts), []);
});

test('stops when the shell that has started it disappears', async t => {
  t.timeout(60_000);
  const shell = startRun(t, dataFolder(t), {}, ['sh', '-c', `"${process.execPath}" scripts/start.js; true`]);
  await shell.ready();
  const run = find(childrenOf(shell.pid), 'scripts/start.js');
  const parts = [run, ...childrenOf(run.pid)];
  t.is(parts.length, 4);

  shell.signal('SIGKILL');
  await t.notThrowsAsync(until(() => living(parts).length === 0));
});

test('uses the Redis of REDIS_URL and starts none', async t => {
  t.timeout(60_000);
  const {url, redis} = await testRedis(t);
  const run = startRun(t, dataFolder(t), {REDIS_URL: url});
  await run.ready();
  t.is(childrenOf(run.pid).length, 2);
  t.true((await redis.run(client => client.exists('messages:stream'))) === 1);
});

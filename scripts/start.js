/**
 * `npm start`: the whole product on this machine with one command, until Ctrl-C.
 *
 * All parts run or none does: one that ends unasked ends the run. Web and worker stop before the Redis they write
 * to. DATA_DIR (default `.data`) is where the private Redis keeps its data where REDIS_URL is not set.
 */
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {parseEnv} from 'node:util';
import {formatEntry, isAtLeast, parseEntry, prefix} from './format-line.js';
import {isStale} from './is-stale.js';
import {nodePart, root} from './part.js';
import {startPrivateRedis} from './private-redis.js';
import {setup} from './setup.js';

const env = withEnvFile(process.env);
const graceMs = 28_000; // the worker takes up to 25 s to finish what it does
const logLevel = env.LOG_LEVEL || 'info';

const running = {redis: undefined, apps: []};
/** The latest entry of the log by its word; `web.listening` and `worker.ready` tell what is up. */
const heard = new Map();
let stopping = false;
let signalledAtMs;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
// Who reads our lines may end before us, as in `npm start | tee log`: that must not break the shutdown.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
stopWithParent();

try {
  await start();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** As core/config/env-file.ts reads it; that may not be compiled yet. */
function withEnvFile(env) {
  const path = join(root, '.env');
  return existsSync(path) ? {...parseEnv(readFileSync(path, 'utf8')), ...env} : env;
}

async function start() {
  if (env.NODE_ENV === 'production') return startBuilt();
  const programs = setup(env.REDIS_URL ? ['packages'] : ['packages', 'redis']);
  const redisUrl = env.REDIS_URL || (await startRedis(programs.redis));
  if (isStale(root)) await build();
  startApp('web', redisUrl);
  startApp('worker', redisUrl);
  const url = await readyUrl();
  if (url) console.log(`PlainTalk is ready: ${url}`);
}

/** In production nothing is installed and nothing is built here: that was done before, and was tested. */
async function startBuilt() {
  if (!env.REDIS_URL) throw new Error('REDIS_URL: is required in production');
  if (!existsSync(join(root, 'dist/.built'))) throw new Error('There is no build: run npm run build first');
  startApp('web', env.REDIS_URL);
  startApp('worker', env.REDIS_URL);
  const url = await readyUrl();
  if (url) console.log(`PlainTalk is ready: ${url}`);
}

async function startRedis(program) {
  const folder = env.DATA_DIR || '.data';
  const {url, part} = await startPrivateRedis(program, resolve(root, folder));
  running.redis = part;
  stopWith(part);
  console.log(
    prefix(
      'redis',
      `listening at 127.0.0.1:${new URL(url).port}; its address with the password is in ${folder}/redis-url`,
    ),
  );
  return url;
}

async function build() {
  console.log('Building ...');
  const part = nodePart('build', ['--import', 'tsx', 'scripts/build.ts']);
  const how = await part.ended;
  if (how !== 'code 0') throw new Error([...part.lines, `The build ended with ${how}`].join('\n'));
}

function startApp(name, redisUrl) {
  if (stopping) return;
  // Info at least, because that says when they are up; `show` leaves out what LOG_LEVEL does not want.
  const level = isAtLeast(logLevel, 'info') ? 'info' : logLevel;
  const part = nodePart(name, argumentsOf(name), {
    env: {...env, REDIS_URL: redisUrl, LOG_LEVEL: level},
    onLine: line => show(name, line),
  });
  running.apps.push(part);
  stopWith(part);
}

/** The process as the platform runs it. */
function argumentsOf(name) {
  const procfile = readFileSync(join(root, 'Procfile'), 'utf8');
  return (new RegExp(`^${name}: node (.*)$`, 'm').exec(procfile)?.[1] ?? '').split(' ');
}

function show(name, line) {
  const entry = parseEntry(line);
  if (entry) heard.set(entry.msg, entry);
  if (entry && !isAtLeast(entry.level, logLevel)) return;
  console.log(prefix(name, entry ? formatEntry(entry) : line));
}

/** Resolves with the address of the web when a message could be answered; `undefined` when the run ends before. */
async function readyUrl() {
  const host = ['', '0.0.0.0', '::'].includes(env.HOST ?? '') ? 'localhost' : env.HOST;
  for (; !stopping; await delay(50)) {
    if (!heard.has('web.listening') || !heard.has('worker.ready')) continue;
    const url = `http://${host}:${heard.get('web.listening').port}`;
    if (await isReady(url)) return url;
  }
}

async function isReady(url) {
  try {
    const answer = await fetch(`${url}/readyz`, {
      headers: {connection: 'close'},
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok;
  } catch {
    return false; // not yet, or no more: then its end is said
  }
}

function stopWith(part) {
  part.ended.then(how => {
    if (stopping) return;
    const words = part === running.redis ? [...part.lines] : []; // the others have shown theirs
    console.error([...words, `${part.name} ended with ${how}: stopping`].join('\n'));
    stop(1);
  });
}

/** When npm or the shell that started us is gone, nobody is left to stop us. */
function stopWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(0), 500).unref();
}

function onSignal() {
  // The Ctrl-C that a terminal sends to all of us comes a second time from npm: only a later one is another.
  signalledAtMs ??= performance.now();
  if (performance.now() - signalledAtMs > 500) process.exit(1); // kills what is left
  if (!stopping) console.log('Stopping; Ctrl-C again stops at once');
  stop(0);
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  await Promise.all(running.apps.map(app => app.stop(graceMs)));
  await running.redis?.stop(graceMs);
  process.exit(code);
}

/** The processes of a measurement: each a real one, all gone when the run ends. */
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createClient} from '@redis/client';
import {Part} from '../../part.js';

export type Command = [string, ...string[]];
type Line = Record<string, unknown>;

export const node = (...args: string[]): Command => [process.execPath, ...args];
export const source = (path: string) => node('--import=tsx', path);
/** The web process as it is deployed, with `probe.js` in it. */
export const webCommand = node(
  '--expose-gc',
  '--import',
  './scripts/lab/bench/probe.js',
  'dist/server/main.js',
);

export type StartedPart = Awaited<ReturnType<typeof startPart>>;

/**
 * Starts a process and waits for one of its log lines, which is answered as `line`; `said` waits for the next line
 * with a word. Throws when the process ends first.
 */
export async function startPart(name: string, command: Command, env: Record<string, string>, word: string) {
  const awaited = new Map<string, (line: Line) => void>();
  const onLine = (text: string) => {
    const line: Line = text.startsWith('{') ? JSON.parse(text) : {};
    awaited.get(String(line['msg']))?.(line);
  };
  const part = new Part(name, command, {env: {...process.env, ...env}, onLine});
  const said = (wanted: string) =>
    new Promise<Line>((resolve, reject) => {
      awaited.set(wanted, resolve);
      part.ended.then((how: string) =>
        reject(new Error(`${name} ended with ${how}\n${part.lines.join('\n')}`)),
      );
    });
  const line = await said(word);
  return {part, line, said, url: `http://127.0.0.1:${line['port']}`};
}

export type StartedRedis = Awaited<ReturnType<typeof startRedis>>;

/** A Redis for this measurement alone, as in production: append-only file, synced every second. */
export async function startRedis() {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-bench-'));
  const remove = () => rmSync(dir, {recursive: true, force: true});
  process.once('exit', remove);
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'auto-aof-rewrite-percentage': 0, // would fork in the middle of one measurement and not of another
    'maxmemory-policy': 'noeviction',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const part = new Part('redis', [process.env['REDIS_SERVER'] ?? 'redis-server', ...flags]);
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({url, socket: {reconnectStrategy: () => 20}});
  client.on('error', () => undefined); // until it is up, and once it is stopped
  await client.connect();
  const stop = async () => {
    client.destroy();
    part.kill();
    await part.ended;
    remove();
    process.off('exit', remove);
  };
  return {url, client, stop, env: environment(url)};
}

/** For the processes that use it: nothing is refused at the door, whatever the load. */
function environment(url: string): Record<string, string> {
  return {
    REDIS_URL: url,
    LOG_LEVEL: 'info',
    PORT: '0',
    HOST: '127.0.0.1',
    QUEUE_MAX_LENGTH: '10000000',
    RATE_SESSION_PER_MINUTE: '0',
    RATE_ADDRESS_PER_MINUTE: '0',
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The processes of a measurement: each a real one, all gone when the run ends. */
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createClient} from 'redis';
import {Part} from '../part.js';

/** Starts a process and waits for one of its log lines; answers the line. */
export async function startPart(name: string, command: Command, env: Record<string, string>, word: string) {
  return new Promise<{part: Part; line: Record<string, unknown>}>((resolve, reject) => {
    const onLine = (text: string) => {
      const line = text.startsWith('{') ? JSON.parse(text) : {};
      if (line.msg === word) resolve({part, line});
    };
    const part = new Part(name, command, {env: {...process.env, ...env}, onLine});
    part.ended.then((how: string) =>
      reject(new Error(`${name} ended with ${how}\n${part.lines.join('\n')}`)),
    );
  });
}

/** A Redis for this run alone, as in production: append-only file, synced every second. */
export async function startRedis() {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-bench-'));
  process.once('exit', () => rmSync(dir, {recursive: true, force: true}));
  const port = await freePort();
  const flags = `--port ${port} --bind 127.0.0.1 --dir ${dir} --appendonly yes --appendfsync everysec --maxmemory-policy noeviction`;
  const part = new Part('redis', [
    process.env['REDIS_SERVER'] ?? 'redis-server',
    ...flags.split(' '),
    '--save',
    '',
  ]);
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({url, socket: {reconnectStrategy: () => 20}});
  client.on('error', () => undefined); // until it is up
  await client.connect();
  return {url, part, client};
}

export type Command = [string, ...string[]];

export const node = (...args: string[]): Command => [process.execPath, ...args];
export const source = (path: string) => node('--import=tsx', path);

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

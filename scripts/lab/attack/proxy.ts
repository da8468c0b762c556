/**
 * A reverse proxy in front: nginx where there is one (NGINX, or in PATH), else a small one of ours that forwards as plain
 * `proxy_pass` does: HTTP/1.0, the upstream's own Host, and no word of whom it is for.
 */
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {request as ask, createServer} from 'node:http';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {freePort} from '../bench/parts.ts';

export type FrontProxy = {url: string; is: string; stop(): Promise<void>};

/** `marks`: it says in headers whom it forwards for, as most guides tell one to set it up. */
export async function startProxy(upstream: string, {marks}: {marks: boolean}): Promise<FrontProxy> {
  const program = process.env['NGINX'] ?? 'nginx';
  const {stderr, status} = spawnSync(program, ['-v'], {encoding: 'utf8'});
  return status === 0
    ? startNginx(program, stderr.trim(), upstream, marks)
    : startPlainProxy(upstream, marks);
}

async function startNginx(
  program: string,
  version: string,
  upstream: string,
  marks: boolean,
): Promise<FrontProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'plaintalk-nginx-'));
  const port = await freePort();
  const set = marks
    ? 'proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;'
    : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(name => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr crit; events {}
     http { access_log off; ${temporary}
       server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; ${set} } } }`,
  );
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], {stdio: 'ignore'});
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  process.once('exit', () => child.kill('SIGKILL'));
  while (!(await isOpen(port))) if (child.exitCode !== null) throw new Error('nginx did not start');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, {recursive: true, force: true});
  };
  return {url: `http://127.0.0.1:${port}`, is: version.replace('nginx version: ', ''), stop};
}

function isOpen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Node speaks no HTTP/1.0: the bytes are written by hand. */
async function startPlainProxy(upstream: string, marks: boolean): Promise<FrontProxy> {
  const {host, port: upstreamPort} = new URL(upstream);
  const server = createServer((request, response) => {
    const lines = [`${request.method} ${request.url} HTTP/1.0`, `Host: ${host}`, 'Connection: close'];
    for (const [name, value] of Object.entries(request.headers)) {
      if (!['host', 'connection'].includes(name)) lines.push(`${name}: ${value}`);
    }
    if (marks) lines.push(`X-Forwarded-For: ${request.socket.remoteAddress}`, 'X-Forwarded-Proto: http');
    const socket = connect(Number(upstreamPort), '127.0.0.1');
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    request.pipe(socket, {end: false});
    response.socket?.on('close', () => socket.destroy());
    if (response.socket) socket.pipe(response.socket);
  });
  const port = await freePort();
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>(resolve => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return {url: `http://127.0.0.1:${port}`, is: 'a plain proxy of Node', stop};
}

/** The status of a request over HTTP/1.1, by a client that leaves no traces of its own. */
export function statusOf(url: string, method: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = ask(url, {method, headers, agent: false}, response => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    asking.once('error', reject);
    asking.end(method === 'POST' ? '{}' : undefined);
  });
}

/**
 * Load over kept HTTP/1.1 connections, one request in flight on each. It speaks to sockets directly, so that on
 * two cores the measuring costs little beside what is measured.
 */
import {connect, type Socket} from 'node:net';

export type Load = {perSecond: number; p50Ms: number; p99Ms: number; statuses: Record<string, number>};

export type Request = {method: 'GET' | 'POST'; path: string; body?: unknown};

/** Sends what `next` gives, over `connections`, for `ms`; answers the rate and the latencies. */
export async function load(url: string, connections: number, ms: number, next: () => Request): Promise<Load> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const end = performance.now() + ms;
  const begin = performance.now();
  await Promise.all(
    Array.from({length: connections}, async () => {
      const connection = await HttpConnection.open(url);
      while (performance.now() < end) {
        const sentAt = performance.now();
        const {status} = await connection.ask(next());
        latencies.push(performance.now() - sentAt);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
      connection.close();
    }),
  );
  const perSecond = latencies.length / ((performance.now() - begin) / 1000);
  return {perSecond, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), statuses};
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One kept connection to a server that answers with Content-Length, as ours do. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #answer: {resolve(answer: {status: number; body: string}): void; reject(error: Error): void} | undefined;

  static async open(url: string): Promise<HttpConnection> {
    const {hostname, port} = new URL(url);
    const socket = connect({host: hostname, port: Number(port), noDelay: true});
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new HttpConnection(socket, `${hostname}:${port}`);
  }

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#read(chunk));
    socket.on('error', error => this.#answer?.reject(error));
    socket.on('close', () => this.#answer?.reject(new Error('The server closed the connection')));
  }

  ask({method, path, body}: Request): Promise<{status: number; body: string}> {
    const content = body === undefined ? '' : JSON.stringify(body);
    const length =
      content === ''
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(content)}\r\n`;
    return new Promise((resolve, reject) => {
      this.#answer = {resolve, reject};
      this.#socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${length}\r\n${content}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#received += chunk;
    const head = this.#received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.#received.slice(0, head + 2))?.[1] ?? 0);
    if (this.#received.length < head + 4 + length) return;
    const status = Number(this.#received.slice(9, 12));
    const body = this.#received.slice(head + 4, head + 4 + length);
    this.#received = this.#received.slice(head + 4 + length);
    this.#answer?.resolve({status, body});
  }
}

/**
 * Load over kept HTTP/1.1 connections, one request in flight on each. It speaks to sockets directly, so that on
 * two cores the measuring costs little beside what is measured.
 */
import {connect, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {gunzipSync} from 'node:zlib';
import {percentile} from './figures.ts';

export type Load = {perSecond: number; p50Ms: number; p99Ms: number; statuses: Record<string, number>};

/** `gzip`: the answer may be compressed, as browsers allow. */
export type Request = {method: 'GET' | 'POST'; path: string; body?: unknown; gzip?: boolean};

/** Sends what `next` gives, over `connections`, for `ms`; answers the rate and the latencies. */
export async function load(url: string, connections: number, ms: number, next: () => Request): Promise<Load> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const end = performance.now() + ms;
  const begin = performance.now();
  await Promise.all(
    Array.from({length: connections}, async () => {
      let connection = await HttpConnection.open(url);
      while (performance.now() < end) {
        if (connection.isOver) {
          connection.close();
          connection = await HttpConnection.open(url);
        }
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

/**
 * Sends at a fixed rate, whatever the answers take: nothing waits for an earlier answer, so a server that stalls cannot
 * slow the load down and look better. Answers the latencies in ms.
 */
export async function loadAtRate(
  url: string,
  perSecond: number,
  ms: number,
  next: () => Request,
): Promise<number[]> {
  const idle = await Promise.all(Array.from({length: 32}, () => HttpConnection.open(url)));
  const latencies: number[] = [];
  const ask = async () => {
    const askedAt = performance.now();
    const connection = idle.pop() ?? (await HttpConnection.open(url));
    const {status} = await connection.ask(next());
    if (status >= 300) throw new Error(`Answered ${status}`);
    latencies.push(performance.now() - askedAt);
    if (connection.isOver) connection.close();
    else idle.push(connection);
  };
  await atRate(perSecond, ms, ask);
  for (const connection of idle) connection.close();
  return latencies;
}

/** Calls `step` at a fixed rate; resolves when all that it began has ended. */
export async function atRate(perSecond: number, ms: number, step: () => Promise<void> | void): Promise<void> {
  const begin = performance.now();
  const total = Math.round((ms / 1000) * perSecond);
  const steps: Array<Promise<void> | void> = [];
  while (steps.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * perSecond));
    while (steps.length < due) steps.push(step());
    await sleep(1);
  }
  await Promise.all(steps);
}

/** One kept connection to a server that answers with Content-Length, as ours do. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #isOver = false;
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

  ask({method, path, body, gzip}: Request): Promise<{status: number; body: string}> {
    const content = body === undefined ? '' : JSON.stringify(body);
    const length =
      content === ''
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(content)}\r\n`;
    const encoding = gzip ? 'Accept-Encoding: gzip\r\n' : '';
    return new Promise((resolve, reject) => {
      this.#answer = {resolve, reject};
      this.#socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${encoding}${length}\r\n${content}`,
      );
    });
  }

  /** Read and written so far, headers and all. */
  get bytes(): number {
    return this.#socket.bytesRead + this.#socket.bytesWritten;
  }

  /** Has the server said that it answers no more here? It does so after 1,000 requests. */
  get isOver(): boolean {
    return this.#isOver;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#received += chunk;
    const head = this.#received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const headers = this.#received.slice(0, head + 2);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(headers)?.[1] ?? 0);
    if (this.#received.length < head + 4 + length) return;
    const status = Number(this.#received.slice(9, 12));
    this.#isOver = /\r\nconnection: *close/i.test(headers);
    const content = this.#received.slice(head + 4, head + 4 + length);
    const isGzip = /\r\ncontent-encoding: *gzip/i.test(headers);
    const body = isGzip ? gunzipSync(Buffer.from(content, 'latin1')).toString() : content;
    this.#received = this.#received.slice(head + 4 + length);
    this.#answer?.resolve({status, body});
  }
}

/**
 * One WebSocket: frames of text in, one after the other, and out. It ends by itself when nobody speaks, when the
 * other side is gone without a word, when it sends too much or does not read; nothing of it is left afterwards.
 */
import {type RawData, WebSocket} from 'ws';
import {ChatError} from '../../core/errors.ts';
import type {Log} from '../../core/log.ts';
import type {SocketFrame} from '../../core/wire/stream.ts';
import {FrameRate} from './frame-rate.ts';

export type ConnectionOptions = {
  log: Log;
  /** Between two pings, in milliseconds. Routers cut what is silent for a minute (Heroku: 55 s). */
  pingMs: number;
  /** Without a frame from the client that was served, or an event for it, in milliseconds. */
  idleMs: number;
  /** The same before the first: who opens a socket has something to say. */
  firstFrameMs: number;
};

/** What a refused frame was about, in the client's own words. */
export type Names = {message_id?: string | undefined; client_message_id?: string | undefined};

const mostUnreadBytes = 1024 * 1024;
const mostPongsMissed = 2;

/** Of RFC 6455, and the contract's own for a conversation that has gone quiet. */
const closeCodes = {unsupported: 1003, enough: 1008, idle: 4408} as const;

export class Connection {
  readonly #socket: WebSocket;
  readonly #rate = new FrameRate();
  readonly #idleMs: number;
  #idle: NodeJS.Timeout;
  readonly #pings: NodeJS.Timeout;
  #pongsMissed = 0;
  /** The frame being obeyed; the next one waits for it. */
  #obeying = Promise.resolve();

  /** `obey` must not reject. `gone` is called once. */
  constructor(
    socket: WebSocket,
    {log, pingMs, idleMs, firstFrameMs}: ConnectionOptions,
    {obey, gone}: {obey: (text: string) => Promise<void>; gone: () => void},
  ) {
    const openedAt = performance.now();
    this.#socket = socket;
    this.#idleMs = idleMs;
    this.#idle = this.#endAfter(Math.min(firstFrameMs, idleMs));
    this.#pings = setInterval(() => this.#ping(), pingMs);
    socket.on('message', (bytes, isBinary) => this.#take(bytes, isBinary, obey));
    socket.on('pong', () => {
      this.#pongsMissed = 0;
    });
    socket.on('error', error => log.debug({error}, 'socket.failed')); // ws closes it, with the code that says why
    socket.once('close', code => {
      clearTimeout(this.#idle);
      clearInterval(this.#pings);
      gone();
      log.debug({code, ms: Math.round(performance.now() - openedAt)}, 'socket.closed');
    });
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** A frame was served: only that is life, since pings, pongs and noise come from machines as well. */
  live(): void {
    if (!this.open) return;
    clearTimeout(this.#idle);
    this.#idle = this.#endAfter(this.#idleMs);
  }

  /** An event for the client: it is being served. */
  tell(frame: SocketFrame): void {
    this.live();
    this.send(frame);
  }

  /** Does nothing once it is closed. */
  send(frame: SocketFrame): void {
    if (!this.open) return;
    this.#socket.send(JSON.stringify(frame));
    if (this.#socket.bufferedAmount > mostUnreadBytes) this.#socket.terminate();
  }

  /** Answers a frame with why it was refused. */
  refuse(error: ChatError, names: Names = {}): void {
    this.send({
      type: 'error',
      code: error.code,
      message: error.message,
      ...(error.guard && {guard: error.guard}),
      ...names,
    });
  }

  #take(bytes: RawData, isBinary: boolean, obey: (text: string) => Promise<void>): void {
    if (!this.open) return;
    const verdict = isBinary ? 'unsupported' : this.#rate.take();
    if (verdict === 'served') this.#obeying = this.#obeying.then(() => obey(String(bytes)));
    else if (verdict === 'refused') this.refuse(new ChatError('rate_limited'));
    else this.#socket.close(closeCodes[verdict]);
  }

  #endAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#socket.close(closeCodes.idle), ms);
  }

  #ping(): void {
    if (this.#pongsMissed === mostPongsMissed) {
      this.#socket.terminate();
    } else {
      this.#pongsMissed += 1;
      this.#socket.ping();
    }
  }
}

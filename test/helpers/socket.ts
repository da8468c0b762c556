/** A client of the WebSocket that keeps all it was told. */
import {once} from 'node:events';
import {type IncomingMessage, request} from 'node:http';
import {text} from 'node:stream/consumers';
import type {ExecutionContext} from 'ava';
import {type ClientOptions, WebSocket} from 'ws';
import {SocketFrame} from '../../core/wire/stream.ts';
import {until} from './until.ts';

export type TestSocket = {
  socket: WebSocket;
  frames: SocketFrame[];
  /** Sends an object as JSON, anything else as it is. */
  say(frame: object | string): void;
  /** The first frame of this type, of this message where one is named, as soon as there is one. */
  seen<T extends SocketFrame['type']>(type: T, message?: string): Promise<Extract<SocketFrame, {type: T}>>;
  /** The code that it was closed with; 1006 for a connection that was cut. */
  closed: Promise<number>;
};

/** Connects to the session's socket; gone when the test ends. */
export async function openSocket(
  t: ExecutionContext,
  url: string,
  session = 's1',
  options: ClientOptions & {protocols?: string[]} = {},
): Promise<TestSocket> {
  const socket = new WebSocket(socketUrl(url, `/ws/widget/${session}`), options.protocols, options);
  t.teardown(() => socket.terminate());
  const frames: SocketFrame[] = [];
  socket.on('message', bytes => frames.push(SocketFrame.parse(JSON.parse(String(bytes)))));
  const closed = new Promise<number>(resolve => socket.once('close', resolve));
  await once(socket, 'open');
  socket.on('error', () => undefined); // told by the code it closes with
  return {
    socket,
    frames,
    closed,
    say: frame =>
      socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)),
    seen: (type, message) =>
      until(() =>
        frames.find(
          (frame): frame is Extract<SocketFrame, {type: typeof type}> =>
            frame.type === type && (message === undefined || frame.message_id === message),
        ),
      ),
  };
}

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** How an upgrade at the path is refused; `headers` replace those of a proper handshake. */
export async function refusedUpgrade(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{status: number | undefined; headers: IncomingMessage['headers']; body: Record<string, unknown>}> {
  const asking = request(url + path, {headers: {...handshake, ...headers}}).end();
  asking.once('upgrade', (_, socket) => {
    socket.destroy();
    asking.emit('error', new Error(`${path} opened`));
  });
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  const body = JSON.parse(await text(response));
  return {status: response.statusCode, headers: response.headers, body};
}

function socketUrl(url: string, path: string): string {
  return url.replace(/^http/, 'ws') + path;
}

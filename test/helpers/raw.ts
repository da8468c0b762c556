/** Bytes over a connection of one's own, for what no HTTP client would send. */
import {connect, type Socket} from 'node:net';
import type {ExecutionContext} from 'ava';

export type RawConnection = {
  socket: Socket;
  /** All that has come, as latin1. */
  readonly answer: string;
  /** Resolves when the other side has closed, or this one was cut. */
  closed: Promise<void>;
};

export function rawConnection(t: ExecutionContext, url: string, bytes = ''): RawConnection {
  const {hostname, port} = new URL(url);
  const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''));
  t.teardown(() => socket.destroy());
  let answer = '';
  socket.on('data', chunk => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined); // told by its end
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()));
  socket.write(Buffer.from(bytes, 'latin1'));
  return {
    socket,
    closed,
    get answer() {
      return answer;
    },
  };
}

/** What is answered before the server closes the connection, which the request should ask for. */
export async function exchange(t: ExecutionContext, url: string, bytes: string): Promise<string> {
  const connection = rawConnection(t, url, bytes);
  await connection.closed;
  return connection.answer;
}

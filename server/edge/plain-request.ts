/**
 * A request that offers to go on in another protocol than we speak, as curl and some proxies do with h2c, is a request
 * like any other (RFC 9110, 7.8). Node has taken its connection out of HTTP by then: it is put back, without the offer,
 * when all that was asked before is answered, or else nothing would say to Node whose turn it is.
 */
import type {IncomingMessage, Server} from 'node:http';
import type {Duplex} from 'node:stream';

export function isForSocket({headers}: IncomingMessage): boolean {
  return /^\s*websocket\s*$/i.test(headers.upgrade ?? '');
}

const offer = /^(?:upgrade|http2-settings|connection)$/i;

/** Node counts a connection's requests anew each time: after the second it ends. */
const takenBack = new WeakSet<Duplex>();

/** `head`: what came after the headers already. */
export function takeBack(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const {method, url, httpVersion, rawHeaders, headers} = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!offer.test(rawHeaders[i] ?? '')) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  if (takenBack.has(socket) || /\bclose\b/i.test(headers.connection ?? '')) lines.push('Connection: close');
  takenBack.add(socket);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

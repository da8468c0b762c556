/** How the web process holds its port, and how it lets go of it. */
import type {Server, ServerOptions} from 'node:http';
import type {SocketRoom} from './socket/socket-room.ts';
import type {WaitingRoom} from './transport/waiting-room.ts';

/**
 * Slow senders are cut within seconds (by default Node looks only every 30 s); idle connections outlive the
 * 90 s that Heroku's router keeps them, so that it is the router that closes them.
 */
export const serverOptions: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 95_000,
  maxHeaderSize: 16_384,
};

/** What is still being sent after so long is cut, in milliseconds: the platform would do it less gently. */
const patienceMs = 3000;

/** No new connection, every waiting poll answered, every socket told, idle connections closed until none is left. */
export async function closeServer(
  server: Server,
  waitingRoom: WaitingRoom,
  sockets: SocketRoom,
): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  sockets.close(); // first: streams that break off are told why
  waitingRoom.close();
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const end = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
}

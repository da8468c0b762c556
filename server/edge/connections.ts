/**
 * How many connections there are: of one client, where the connection shows whose it is, and in all. When there are too
 * many, those on which nothing is asked make room, and their clients open another when they need one.
 */
import type {Server} from 'node:http';
import type {Socket} from 'node:net';
import {Shares} from './shares.ts';

export type ConnectionLimits = {
  /** Of all clients together; more are dropped unheard. */
  inAll: number;
  /** Of one client; a proxy in front of us keeps its own count. */
  perClient: number;
};

const defaults: ConnectionLimits = {inAll: 10_000, perClient: Number.POSITIVE_INFINITY};

/** Idle connections make room so often at most, in milliseconds. */
const sweepMs = 1000;

/** `of`: whose a new connection is. `isFlooding`: whose are cut off. */
type Clients = {of: (socket: Socket) => string; isFlooding: (client: string) => boolean};

/** `clients`: absent where whose a connection is shows only with a request, or nobody is told apart. */
export function boundConnections(
  server: Server,
  limits: Partial<ConnectionLimits>,
  clients: Clients | undefined,
): void {
  const {inAll, perClient} = {...defaults, ...limits};
  const held = new Shares();
  server.maxConnections = inAll;
  server.on('connection', socket => {
    if (!clients) return;
    const client = clients.of(socket);
    if (held.of(client) >= perClient || clients.isFlooding(client)) socket.destroy();
    else socket.once('close', held.take(client));
  });

  let sweptAt = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    if (performance.now() - sweptAt < sweepMs) return;
    sweptAt = performance.now();
    server.closeIdleConnections();
  });
}

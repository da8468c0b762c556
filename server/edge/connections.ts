/**
 * How many connections there are: of one client, where the connection shows whose it is, and in all. When there are too
 * many, those on which nothing is asked make room, and their clients open another when they need one.
 */
import type {Server} from 'node:http';
import type {Socket} from 'node:net';

export type ConnectionLimits = {
  /** Of all clients together; more are dropped unheard. */
  inAll: number;
  /** Of one client; a proxy in front of us keeps its own count. */
  perClient: number;
};

const defaults: ConnectionLimits = {inAll: 10_000, perClient: Number.POSITIVE_INFINITY};

/** Idle connections make room so often at most, in milliseconds. */
const sweepMs = 1000;

/** `clientOf`: whose a new connection is; `undefined` where that shows only with a request. */
export function boundConnections(
  server: Server,
  limits: Partial<ConnectionLimits>,
  clientOf: (socket: Socket) => string | undefined,
): void {
  const {inAll, perClient} = {...defaults, ...limits};
  const held = new Map<string, number>();
  server.maxConnections = inAll;
  server.on('connection', socket => {
    const client = clientOf(socket);
    if (client === undefined) return;
    const count = (held.get(client) ?? 0) + 1;
    if (count > perClient) return void socket.destroy();
    held.set(client, count);
    socket.once('close', () => {
      const rest = (held.get(client) ?? 1) - 1;
      if (rest > 0) held.set(client, rest);
      else held.delete(client);
    });
  });

  let sweptAt = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    if (performance.now() - sweptAt < sweepMs) return;
    sweptAt = performance.now();
    server.closeIdleConnections();
  });
}

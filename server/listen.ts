/** How the web process holds its port, and how it lets go of it. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type {Duplex} from 'node:stream';
import {setImmediate} from 'node:timers/promises';
import {ChatError} from '../core/errors.ts';
import {clientAddress} from './client-address.ts';
import type {AddressBudget} from './edge/address-budget.ts';
import {boundConnections, type ConnectionLimits} from './edge/connections.ts';
import {endAtNext, hasEnded, InFlight, type InFlightLimits, whenAnswered} from './edge/in-flight.ts';
import {isForSocket, takeBack} from './edge/plain-request.ts';
import {refuseRaw, refuseRequest} from './edge/refuse-request.ts';
import {Turns} from './edge/turns.ts';
import {requestIdOf} from './middleware/identify-requests.ts';
import type {SocketRoom} from './socket/socket-room.ts';
import type {WaitingRoom} from './transport/waiting-room.ts';

/**
 * Slow senders are cut within seconds (by default Node looks only every 30 s); idle connections outlive the
 * 90 s that Heroku's router keeps them, so that it is the router that closes them.
 */
const serverOptions: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 95_000,
  maxHeaderSize: 16_384,
};

/** One that is never closed would never move to another process. */
const mostRequestsPerSocket = 1000;

/** What is still being sent after so long is cut, in milliseconds: the platform would do it less gently. */
const patienceMs = 3000;

/** What one address has at least, however little it may send: behind one are many visitors. One that may send more has more. */
const leastShares = {requests: 1000, connections: 2500};

/** An answer of which nobody has read anything for so long is given up, in milliseconds; the longest wait is 25 s. */
const usualStalledMs = 40_000;

export type ServerLimits = Partial<InFlightLimits> & {
  /** Whoever floods it is cut off without a word; without it clients are not told apart. */
  budget?: AddressBudget | undefined;
  proxyHops?: number | undefined;
  connections?: Partial<ConnectionLimits>;
  stalledMs?: number;
};

/** A server that does not listen yet. `answer`: what the application says to a request that may be answered. */
export function createHttpServer(
  answer: RequestListener,
  sockets: Pick<SocketRoom, 'upgrade'>,
  {budget: given, proxyHops = 0, connections = {}, stalledMs = usualStalledMs, ...limits}: ServerLimits = {},
): Server {
  const budget = given?.perMinute ? given : undefined;
  const clientOf = (request: Pick<IncomingMessage, 'socket' | 'headers'>) =>
    clientAddress(request, proxyHops);
  const shareOf = (what: keyof typeof leastShares) => ({
    perClient: Math.max(leastShares[what], budget?.perMinute ?? 0),
  });
  const clients = budget && {
    of: clientOf,
    tooMany: (client: string) => budget.refuse(client),
    brokeOff: (client: string) => budget.refuse(client, {onOneConnection: true}),
  };
  const turns = budget && new Turns();
  const bounded = new InFlight({...shareOf('requests'), ...limits}, clients).bound(
    turns?.bound(answer, clientOf) ?? answer,
  );
  const server = createServer(serverOptions, (request, response) => {
    if (budget?.isFlooding(clientOf(request))) turnAway(request, response, proxyHops > 0 && budget.refusal());
    else bounded(request, response);
  });
  // Behind a proxy, whose connection it is shows only with a request.
  const byConnection = proxyHops === 0 ? budget : undefined;
  boundConnections(
    server,
    {...shareOf('connections'), ...connections},
    byConnection && {
      of: socket => clientOf({socket, headers: {}}),
      isFlooding: client => byConnection.isFlooding(client),
    },
  );
  server.timeout = stalledMs;
  server.maxRequestsPerSocket = mostRequestsPerSocket;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy()); // Node's own listener has left it, and ours come and go
    turns?.remember(request, clientOf(request));
    if (hasEnded(socket)) return void socket.destroy();
    whenAnswered(socket, () => {
      if (isForSocket(request)) sockets.upgrade(request, socket, head);
      else takeBack(server, request, socket, head);
    });
  });
  server.on('clientError', refuseNoise);
  return server;
}

/** Who floods is told nothing, unless it is told through a proxy, which takes a cut connection for a process that is down. */
function turnAway(
  {socket, headers}: IncomingMessage,
  response: ServerResponse,
  refusal: ChatError | false,
): void {
  endAtNext(socket, () => socket.destroy());
  if (!refusal) return void socket.destroy();
  refuseRequest(response, requestIdOf(String(headers['x-request-id'] ?? '')), refusal);
}

/** What is no HTTP, is too much of it, or does not come. */
function refuseNoise(error: Error & {code?: string}, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, detail] = noise[error.code ?? ''] ?? [400, 'This is not HTTP'];
  refuseRaw(socket, requestIdOf(undefined), new ChatError('invalid_request', detail), status);
}

const noise: Record<string, [status: number, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large'],
};

/** No new connection, every waiting poll answered, every socket told, idle connections closed until none is left. */
export async function closeServer(
  server: Server,
  waitingRoom: WaitingRoom,
  sockets: SocketRoom,
): Promise<void> {
  await setImmediate(); // connections that have come are accepted before: what closes with the port is reset
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  sockets.close(); // first: streams that break off are told why
  waitingRoom.close();
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const end = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
}

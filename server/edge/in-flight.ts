/**
 * How much is being answered at once: by connection, by client, and in all. A client that sends more requests down a
 * connection than it may loses it; nothing waits in the memory of a process for a client that has gone.
 */
import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {ChatError} from '../../core/errors.ts';
import {requestIdOf} from '../middleware/identify-requests.ts';
import {refuseRequest} from './refuse-request.ts';
import {Shares} from './shares.ts';

export type InFlightLimits = {
  /** Browsers and proxies send one request after the other; a few may be on their way. */
  perSocket: number;
  /** In the whole process; a waiting poll counts. */
  inAll: number;
  /** Of one client, where clients are told apart: behind one address are many visitors. */
  perClient: number;
};

const defaults: InFlightLimits = {perSocket: 8, inAll: 8000, perClient: Number.POSITIVE_INFINITY};

/**
 * `of`: whose request it is. `tooMany`: is told of each request that a client has beyond its share. `brokeOff`: and of each
 * connection that is ended because more came on it.
 */
type Clients = {
  of: (request: IncomingMessage) => string;
  tooMany: (client: string) => void;
  brokeOff: (client: string) => void;
};

/** Is asked by whoever watches over processes. */
const watched = new Set(['/healthz', '/readyz']);

/** `releases`: one for each request that is counted, so that it is taken off once, whoever hears of its end first. */
type Lane = {
  count: number;
  leaving: Set<() => void>;
  releases: Set<() => void>;
  /** Waits until nothing is being answered. */
  next?: (() => void) | undefined;
};

/** By socket; those that wait on it leave with it. */
const lanes = new WeakMap<Duplex, Lane>();

/** Has this called when the client goes before it was answered; at once where it has gone. */
export function whenClientGone(
  {req, res}: {req: IncomingMessage; res: ServerResponse},
  leave: () => void,
): void {
  const {socket} = req;
  if (res.destroyed || socket.destroyed) {
    leave();
    return;
  }
  // An answer that waits for its turn has no connection yet, and is not told that there will be none.
  const lane = lanes.get(socket);
  lane?.leaving.add(leave);
  res.once('close', () => {
    lane?.leaving.delete(leave);
    leave();
  });
}

/**
 * Begins what has come as the last thing on a connection, and was taken out of HTTP by Node, when all that came before it
 * is answered; not at all where the connection ends with that. Nobody else looks after it until then.
 */
export function whenAnswered(socket: Duplex, begin: () => void): void {
  const lane = lanes.get(socket);
  if (!lane || lane.count === 0) return void begin();
  const end = () => socket.destroy();
  const lookForEnd = () => socket.readableLength === 0 && socket.read();
  const ends = ['end', 'error', 'timeout'];
  for (const event of ends) socket.on(event, end);
  socket.on('readable', lookForEnd);
  lane.next = () => {
    for (const event of ends) socket.off(event, end);
    socket.off('readable', lookForEnd);
    if (socket.writable) begin();
    else socket.destroy();
  };
}

export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #clients: Clients | undefined;
  readonly #shares = new Shares();
  #count = 0;

  /** Without `clients` nobody has a share. */
  constructor(limits: Partial<InFlightLimits> = {}, clients?: Clients) {
    this.#limits = {...defaults, ...limits};
    this.#clients = clients;
  }

  /** How many are being answered. */
  get size(): number {
    return this.#count;
  }

  /** Answers by `answer` what may be answered. */
  bound(answer: RequestListener): RequestListener {
    return (request, response) => {
      const {socket} = request;
      const lane = this.#laneOf(socket);
      const client = this.#clients?.of(request);
      const isLast = lane.count === this.#limits.perSocket - 1;
      const breakOff = () => {
        if (client !== undefined) this.#clients?.brokeOff(client);
        socket.destroy();
      };
      if (lane.count >= this.#limits.perSocket) return breakOff(); // where Node read on all the same
      const release = this.#enter(lane, client);
      const readOn = isLast ? endAtNext(socket, breakOff) : () => undefined;
      response.once('close', () => {
        release();
        readOn();
      });
      const error = this.#refusal(request, client);
      if (!error) return answer(request, response);
      refuseRequest(response, requestIdOf(String(request.headers['x-request-id'] ?? '')), error);
    };
  }

  #refusal({url = '', rawHeaders}: IncomingMessage, client: string | undefined): ChatError | undefined {
    if (!hasOneHost(rawHeaders))
      return new ChatError('invalid_request', 'One Host header is needed, and a sane one');
    // Whoever watches the process must not take it for dead because there is much to do.
    if (watched.has(url)) return undefined;
    if (client !== undefined && this.#shares.of(client) > this.#limits.perClient) {
      this.#clients?.tooMany(client);
      return new ChatError('rate_limited', 'Too many requests of your address are under way', {
        retryAfterSeconds: 5,
      });
    }
    return this.#count > this.#limits.inAll ? new ChatError('overloaded') : undefined;
  }

  /** Counts one request; what it gives takes it off again, once. */
  #enter(lane: Lane, client: string | undefined): () => void {
    lane.count += 1;
    this.#count += 1;
    const giveBack = client === undefined ? undefined : this.#shares.take(client);
    const release = () => {
      if (!lane.releases.delete(release)) return;
      lane.count -= 1;
      this.#count -= 1;
      giveBack?.();
      if (lane.count > 0 || !lane.next) return;
      const {next} = lane;
      lane.next = undefined;
      next();
    };
    lane.releases.add(release);
    return release;
  }

  #laneOf(socket: Socket): Lane {
    const known = lanes.get(socket);
    if (known) return known;
    const lane: Lane = {count: 0, leaving: new Set(), releases: new Set()};
    lanes.set(socket, lane);
    socket.once('close', () => {
      for (const release of lane.releases) release();
      for (const leave of lane.leaving) leave();
      lane.leaving.clear();
    });
    return lane;
  }
}

/** Connections on which one request too many has come. */
const ended = new WeakSet<Duplex>();

export function hasEnded(socket: Duplex): boolean {
  return ended.has(socket);
}

/**
 * Has Node stop reading this connection where its next request begins: to make an object of each, when there are thousands
 * in what has come already, costs more than all that is answered. What it answers undoes that. Node calls nothing else
 * between two requests; an answer of 2 takes a connection out of HTTP, as for an upgrade, and there `breakOff`
 * ends it.
 */
export function endAtNext(socket: Socket, breakOff: () => void): () => void {
  const parser: unknown = 'parser' in socket ? socket.parser : undefined;
  if (typeof parser !== 'object' || parser === null || !('onIncoming' in parser)) return () => undefined;
  const {onIncoming} = parser;
  const end = (request: IncomingMessage & {upgrade?: boolean}) => {
    request.upgrade = true;
    ended.add(socket);
    process.nextTick(breakOff);
    return 2;
  };
  parser.onIncoming = end;
  return () => {
    if (parser.onIncoming === end) parser.onIncoming = onIncoming;
  };
}

const sane = /^(?:[\w.-]*|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

/** Two readers of one request must not read two hosts in it. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'host');
  return hosts.length <= 1 && hosts.every(host => sane.test(host));
}

/**
 * How much is being answered at once: by connection, and in all. A client that sends more requests down a connection than
 * it may loses it; nothing waits in the memory of a process for a client that has gone.
 */
import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import {ChatError} from '../../core/errors.ts';
import {requestIdOf} from '../middleware/identify-requests.ts';
import {refuseRequest} from './refuse-request.ts';

export type InFlightLimits = {
  /** Browsers and proxies send one request after the other; a few may be on their way. */
  perSocket: number;
  /** In the whole process; a waiting poll counts. */
  inAll: number;
};

const defaults: InFlightLimits = {perSocket: 8, inAll: 8000};

/** `releases`: one for each request that is counted, so that it is taken off once, whoever hears of its end first. */
type Lane = {count: number; leaving: Set<() => void>; releases: Set<() => void>};

/** By socket; those that wait on it leave with it. */
const lanes = new WeakMap<Socket, Lane>();

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

export class InFlight {
  readonly #limits: InFlightLimits;
  #count = 0;

  constructor(limits: Partial<InFlightLimits> = {}) {
    this.#limits = {...defaults, ...limits};
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
      if (lane.count > this.#limits.perSocket) return; // refused already: the connection ends
      response.once('close', this.#enter(lane));
      const error = this.#refusal(request, lane);
      if (!error) return answer(request, response);
      if (lane.count > this.#limits.perSocket) socket.pause();
      refuseRequest(response, requestIdOf(String(request.headers['x-request-id'] ?? '')), error);
    };
  }

  #refusal({url, rawHeaders}: IncomingMessage, lane: Lane): ChatError | undefined {
    if (lane.count > this.#limits.perSocket) {
      return new ChatError('rate_limited', 'Too many requests are under way on this connection');
    }
    if (!hasOneHost(rawHeaders))
      return new ChatError('invalid_request', 'One Host header is needed, and a sane one');
    // Whoever watches the process must not take it for dead because there is much to do.
    if (this.#count > this.#limits.inAll && url !== '/healthz') return new ChatError('overloaded');
    return undefined;
  }

  /** Counts one request; what it gives takes it off again, once. */
  #enter(lane: Lane): () => void {
    lane.count += 1;
    this.#count += 1;
    const release = () => {
      if (!lane.releases.delete(release)) return;
      lane.count -= 1;
      this.#count -= 1;
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

const sane = /^(?:[\w.-]*|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

/** Two readers of one request must not read two hosts in it. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'host');
  return hosts.length <= 1 && hosts.every(host => sane.test(host));
}

/** The open WebSockets: who may open one, how many there are, and their end with the process. */
import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import {ChatError, toChatError} from '../../core/errors.ts';
import {sessionIdPattern} from '../../core/wire/message.ts';
import {clientAddress} from '../client-address.ts';
import {allowsOrigin} from '../middleware/allow-origins.ts';
import {requestIdOf} from '../middleware/identify-requests.ts';
import {Conversation, type ConversationDeps, type Visitor} from './conversation.ts';
import {refuseUpgrade} from './refuse-upgrade.ts';

export type SocketRoomDeps = ConversationDeps & {
  /** Proxies of ours before it; none by default. */
  proxyHops?: number;
  sockets: {
    enabled: boolean;
    maxConnections: number;
    /** See `ConnectionOptions`; 25 s and 30 min by default. */
    pingMs?: number;
    idleMs?: number;
  };
};

/** A send's body may have 64 KiB; a frame is that, and what is around it. */
const maxPayload = 65 * 1024;

/** For the other side to say goodbye as well, in milliseconds. */
const closeTimeout = 2000;

const tokenProtocol = 'plaintalk.';

export class SocketRoom {
  readonly #deps: SocketRoomDeps;
  readonly #server: WebSocketServer;
  #closed = false;

  constructor(deps: SocketRoomDeps) {
    this.#deps = deps;
    const options = {noServer: true, maxPayload, perMessageDeflate: false, closeTimeout};
    this.#server = new WebSocketServer({...options, handleProtocols: chooseProtocol});
    this.#server.on('headers', (headers, request) =>
      headers.push('Cache-Control: no-store', `X-Request-Id: ${idOf(request)}`),
    );
    this.#server.on('wsClientError', ({message}, socket, request) =>
      this.#refuse(request, socket, new ChatError('invalid_request', message)),
    );
  }

  /** How many are open. */
  get size(): number {
    return this.#server.clients.size;
  }

  /** For the event `upgrade` of the HTTP server: opens a socket, or answers why not. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    try {
      const visitor = this.#admit(request);
      this.#server.handleUpgrade(request, socket, head, opened => this.#enter(opened, visitor));
    } catch (thrown) {
      this.#refuse(request, socket, toChatError(thrown));
    }
  };

  /** Nobody comes in any more, and all are told that this process goes away: they come back to another, and resume. */
  close(): void {
    this.#closed = true;
    for (const socket of this.#server.clients) socket.close(1001);
  }

  /** Every condition for a socket, in order; the session's token is looked at with the first send. */
  #admit(request: IncomingMessage): Visitor {
    const {url = '', headers} = request;
    const {sockets, cors, clinics} = this.#deps;
    const session = /^\/ws\/widget\/([^/?#]+)(?:\?|$)/.exec(url)?.[1];
    if (session === undefined || !sockets.enabled) throw new ChatError('not_found');
    if (!sessionIdPattern.test(session)) throw new ChatError('session_not_found');
    const visitor = {
      session,
      token: tokenOf(url, headers),
      origin: headers.origin ?? '',
      host: headers.host ?? '',
      address: clientAddress(request, this.#deps.proxyHops ?? 0),
    };
    if (!allowsOrigin(cors, visitor, clinics.known.values())) throw new ChatError('origin_not_allowed');
    if (this.#closed) throw new ChatError('unavailable');
    if (this.size >= sockets.maxConnections) {
      throw new ChatError('overloaded', 'Too many sockets are open', {retryAfterSeconds: 5});
    }
    return visitor;
  }

  #enter(socket: WebSocket, visitor: Visitor): void {
    const {log, sockets} = this.#deps;
    const {pingMs = 25_000, idleMs = 30 * 60_000} = sockets;
    new Conversation(this.#deps, socket, visitor, {log, pingMs, idleMs});
  }

  #refuse(upgrade: IncomingMessage, socket: Duplex, error: ChatError): void {
    const {log} = this.#deps;
    const request = idOf(upgrade);
    if (error.code === 'internal') log.error({request, error: error.cause}, 'request.failed');
    log.debug({request, status: error.status, code: error.code}, 'upgrade.refused');
    refuseUpgrade(socket, request, error);
  }
}

function idOf({headers}: IncomingMessage): string {
  return requestIdOf(String(headers['x-request-id'] ?? ''));
}

/** In the query, or as the subprotocol that `chooseProtocol` chooses. */
function tokenOf(url: string, headers: IncomingHttpHeaders): string | undefined {
  const offered = headers['sec-websocket-protocol']?.split(',').map(protocol => protocol.trim());
  const chosen = offered?.find(protocol => protocol.startsWith(tokenProtocol));
  return (
    chosen?.slice(tokenProtocol.length) ?? new URLSearchParams(url.split('?')[1]).get('token') ?? undefined
  );
}

/** The one that carries the session's token: a browser closes where none of those it offered is chosen. */
function chooseProtocol(offered: Set<string>): string | false {
  return [...offered].find(protocol => protocol.startsWith(tokenProtocol)) ?? false;
}

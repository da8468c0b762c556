/** The open WebSockets: who may open one, how many there are, and their end with the process. */
import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import {ChatError, toChatError} from '../../core/errors.ts';
import {sessionIdPattern} from '../../core/wire/message.ts';
import {clientAddress} from '../client-address.ts';
import type {AddressBudget} from '../edge/address-budget.ts';
import {refuseRaw} from '../edge/refuse-request.ts';
import {Shares} from '../edge/shares.ts';
import {nextTurn} from '../edge/turns.ts';
import {insistOnPage} from '../middleware/allow-origins.ts';
import {requestIdOf} from '../middleware/identify-requests.ts';
import {clinicsOf, insistOnOpenSession, takeToken} from '../session-token.ts';
import {Conversation, type ConversationDeps, type Visitor} from './conversation.ts';

export type SocketRoomDeps = ConversationDeps & {
  /** Proxies of ours before it; none by default. */
  proxyHops?: number;
  sockets: {
    enabled: boolean;
    maxConnections: number;
    /** Of those, one client may hold so many: a quarter by default, and `leastShare` where that is more. */
    maxPerClient?: number;
    /** See `ConnectionOptions`; 25 s, 30 min and 10 s by default. */
    pingMs?: number;
    idleMs?: number;
    firstFrameMs?: number;
  };
  budget?: AddressBudget | undefined;
};

/** A send's body may have 64 KiB; a frame is that, and what is around it. */
const maxPayload = 65 * 1024;

/** For the other side to say goodbye as well, in milliseconds. */
const closeTimeout = 2000;

/** Behind one address are many visitors: a waiting room, a company. Where few sockets are allowed at all, nobody has a share. */
const leastShare = 250;

const tokenProtocol = 'plaintalk.';

export class SocketRoom {
  readonly #deps: SocketRoomDeps;
  readonly #server: WebSocketServer;
  /** How many each client holds, those that are about to open included. */
  readonly #held = new Shares();
  #opening = 0;
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
    const ignore = () => undefined; // gone before it was answered
    socket.on('error', ignore);
    void this.#open(request, socket, head, () => socket.off('error', ignore));
  };

  /** Never rejects. */
  async #open(request: IncomingMessage, socket: Duplex, head: Buffer, ready: () => void): Promise<void> {
    let isOpening = false;
    try {
      const asking = this.#admit(request);
      this.#hold(asking.address, socket);
      isOpening = true;
      this.#opening += 1;
      const visitor = {...asking, owner: await this.#ownerOf(asking, request)};
      if (this.#closed) throw new ChatError('unavailable');
      ready();
      this.#server.handleUpgrade(request, socket, head, opened => this.#enter(opened, visitor));
    } catch (thrown) {
      this.#refuse(request, socket, toChatError(thrown));
    } finally {
      if (isOpening) this.#opening -= 1;
    }
  }

  /** Nobody comes in any more, and all are told that this process goes away: they come back to another, and resume. */
  close(): void {
    this.#closed = true;
    for (const socket of this.#server.clients) socket.close(1001);
  }

  /** Every condition for a socket that needs no looking up, in order. Whoever could never be served takes nobody's place. */
  #admit(request: IncomingMessage): Omit<Visitor, 'owner'> {
    const {sockets, cors, clinics, tokens, budget, proxyHops = 0} = this.#deps;
    const {url = '', headers} = request;
    const address = clientAddress(request, proxyHops);
    budget?.insist('read', address);
    const session = /^\/ws\/widget\/([^/?#]+)(?:\?|$)/.exec(url)?.[1];
    if (session === undefined || !sockets.enabled) throw new ChatError('not_found');
    if (!sessionIdPattern.test(session)) throw new ChatError('session_not_found');
    const page = {origin: headers.origin ?? '', host: headers.host ?? ''};
    insistOnPage(cors, page, clinics.known.values());
    if (tokenOf(url, headers) === undefined) insistOnOpenSession(tokens, session);
    if (this.#closed) throw new ChatError('unavailable');
    if (this.size + this.#opening >= sockets.maxConnections) {
      throw new ChatError('overloaded', 'Too many sockets are open', {retryAfterSeconds: 5});
    }
    const mayWrite = async () => {
      await nextTurn(request);
      return budget === undefined || budget.take('send', address) === 0;
    };
    return {request: idOf(request), session, ...page, address, mayWrite};
  }

  /** Counts one more of the client until its connection ends. Throws `overloaded` where it has its share already. */
  #hold(client: string, socket: Duplex): void {
    const {sockets} = this.#deps;
    const most = sockets.maxPerClient ?? Math.max(leastShare, Math.ceil(sockets.maxConnections / 4));
    if (this.#held.of(client) >= most) {
      throw new ChatError('overloaded', 'Too many sockets are open from your address', {
        retryAfterSeconds: 5,
      });
    }
    socket.once('close', this.#held.take(client));
  }

  /** Whom the token stands for that was shown; throws `session_token_invalid` where it is not this session's. */
  async #ownerOf(
    {session}: {session: string},
    {url = '', headers}: IncomingMessage,
  ): Promise<Visitor['owner']> {
    const token = tokenOf(url, headers);
    if (token === undefined) return undefined;
    const owner = await takeToken(this.#deps.tokens, token);
    if (owner.session !== session) throw new ChatError('session_token_invalid');
    const page = {origin: headers.origin ?? '', host: headers.host ?? ''};
    insistOnPage(this.#deps.cors, page, clinicsOf(this.#deps, owner));
    return owner;
  }

  #enter(socket: WebSocket, visitor: Visitor): void {
    const {sockets} = this.#deps;
    const log = this.#deps.log.child({request: visitor.request});
    const {pingMs = 25_000, idleMs = 30 * 60_000, firstFrameMs = 10_000} = sockets;
    new Conversation({...this.#deps, log}, socket, visitor, {log, pingMs, idleMs, firstFrameMs});
  }

  #refuse(upgrade: IncomingMessage, socket: Duplex, error: ChatError): void {
    const {log} = this.#deps;
    const request = idOf(upgrade);
    if (error.code === 'internal') log.error({request, error: error.cause}, 'request.failed');
    log.debug({request, status: error.status, code: error.code}, 'upgrade.refused');
    refuseRaw(socket, request, error);
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

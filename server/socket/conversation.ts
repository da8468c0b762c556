/**
 * What one client says over its WebSocket, and what it is told: any number of messages of one session, the events of
 * each in order and once, until it asks for them again.
 */
import type {WebSocket} from 'ws';
import {ChatError, toChatError} from '../../core/errors.ts';
import {beginning, parseCursor} from '../../core/events/cursor.ts';
import {hasEnded, readMessage} from '../../core/events/read.ts';
import {type Accept, accept, clinicOf} from '../../core/queue/accept.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {ownsMessage} from '../../core/sessions/open-session.ts';
import {messageIdPattern} from '../../core/wire/message.ts';
import {SocketCancel, SocketHead, SocketResume} from '../../core/wire/stream.ts';
import {type AllowOriginsOptions, insistOnPage} from '../middleware/allow-origins.ts';
import {newMessage} from '../new-message.ts';
import {parse} from '../parse.ts';
import {insistOnPlainJson} from '../plain-json.ts';
import {insistOnOpenSession, insistOnTimeLeft, type Owner, readerOf, type Tokens} from '../session-token.ts';
import {cancelAndRead} from '../transport/cancel.ts';
import type {WaitingRoom} from '../transport/waiting-room.ts';
import {Connection, type ConnectionOptions, type Names} from './connection.ts';
import {framesOf} from './frames-of.ts';

export type ConversationDeps = Accept & {
  redis: Redis;
  waitingRoom: WaitingRoom;
  cors: AllowOriginsOptions;
  tokens: Tokens;
};

/** Who is on the other side: the session is the one of the address, the page says where it is from. */
export type Visitor = {
  /** What its opening is called in the log. */
  request: string;
  session: string;
  /**
   * By the token that was shown. Looked at once: a socket outlives it, but tells nothing once no token could be given any
   * more, or the session is another device's.
   */
  owner: Owner | undefined;
  origin: string;
  host: string;
  /** The client's, as `clientAddress` groups it. */
  address: string;
  /** When it is its client's turn: may it have one more message looked at? */
  mayWrite: () => Promise<boolean>;
};

export class Conversation {
  readonly #deps: ConversationDeps;
  readonly #visitor: Visitor;
  readonly #connection: Connection;
  /** Messages that were streamed here; aborted: not any more. A repeated send does not stream one again. */
  readonly #streams = new Map<string, AbortController>();

  constructor(deps: ConversationDeps, socket: WebSocket, visitor: Visitor, options: ConnectionOptions) {
    this.#deps = deps;
    this.#visitor = visitor;
    this.#connection = new Connection(socket, options, {
      obey: text => this.#obey(text),
      gone: () => {
        for (const stream of this.#streams.values()) stream.abort();
      },
    });
  }

  /** Never rejects: what goes wrong is told. */
  async #obey(text: string): Promise<void> {
    let names: Names = {};
    try {
      if (!(await this.#visitor.mayWrite())) throw new ChatError('rate_limited');
      const frame = readJson(text);
      const {type, ...rest} = parse(SocketHead, frame);
      names = rest;
      const {owner} = this.#visitor;
      if (owner) insistOnTimeLeft(this.#deps.tokens, owner);
      if (type === 'cancel') await this.#cancel(parse(SocketCancel, frame).message_id);
      else if (type === 'resume') await this.#resume(parse(SocketResume, frame));
      else await this.#send(frame, names);
      this.#connection.live();
    } catch (thrown) {
      this.#refuse(thrown, names);
    }
  }

  async #send(frame: unknown, {client_message_id}: Names): Promise<void> {
    const {clinics, cors} = this.#deps;
    const {session, owner, address} = this.#visitor;
    if (!owner) insistOnOpenSession(this.#deps.tokens, session);
    const message = await newMessage(this.#deps, frame, {owner, address, session});
    insistOnPage(cors, this.#visitor, [clinicOf(clinics, message.clinic)]);
    const {id} = await accept(this.#deps, message, {request: this.#visitor.request});
    this.#connection.send({type: 'ack', message_id: id, status: 'queued', client_message_id});
    if (!this.#streams.has(id)) void this.#stream(id, beginning);
  }

  async #cancel(id: string): Promise<void> {
    await this.#insistOnOwn(id);
    const message = await cancelAndRead(this.#deps, id, this.#visitor.owner);
    const isStreamed = this.#streams.get(id)?.signal.aborted === false;
    if (isStreamed || !message?.last) return; // its stream says how it ended
    for (const frame of framesOf(id, message.last)) this.#connection.send(frame);
  }

  async #resume({message_id: id, after}: SocketResume): Promise<void> {
    if (!parseCursor(after)) throw new ChatError('invalid_cursor');
    await this.#insistOnOwn(id);
    void this.#stream(id, after);
  }

  /** Throws `message_not_found` for another session's message as for none. */
  async #insistOnOwn(id: string): Promise<void> {
    const {redis, tokens} = this.#deps;
    const {session, owner} = this.#visitor;
    if (!owner) insistOnOpenSession(tokens, session);
    if (!messageIdPattern.test(id)) throw new ChatError('message_not_found');
    const message = owner ? null : await readMessage(redis, id);
    const isOwn = owner
      ? await ownsMessage(redis, owner, id)
      : message?.channel === 'widget' && message.session === session;
    if (!isOwn) throw new ChatError('message_not_found');
  }

  /**
   * Until the message has ended, the client is gone, or the same message is streamed anew; also until it is not its reader's
   * any more, who is told so. Never rejects.
   */
  async #stream(id: string, after: string): Promise<void> {
    if (!this.#connection.open) return;
    this.#streams.get(id)?.abort();
    const {waitingRoom, tokens} = this.#deps;
    const {owner} = this.#visitor;
    const stop = new AbortController();
    this.#streams.set(id, stop);
    try {
      const whenGone = (leave: () => void) => stop.signal.addEventListener('abort', leave, {once: true});
      const reader = owner && readerOf(tokens, owner);
      for await (const step of waitingRoom.follow(id, after, {whenGone, reader})) {
        if (stop.signal.aborted) return;
        for (const frame of step.events.flatMap(event => framesOf(id, event))) this.#connection.tell(frame);
        if (hasEnded(step)) return;
      }
      if (waitingRoom.closed) return;
      if (owner) insistOnTimeLeft(tokens, owner);
      throw new ChatError('message_not_found');
    } catch (thrown) {
      if (!stop.signal.aborted) this.#refuse(thrown, {message_id: id});
    } finally {
      stop.abort();
    }
  }

  #refuse(thrown: unknown, names: Names): void {
    const error = toChatError(thrown);
    if (error.code === 'internal') this.#deps.log.error({error: error.cause}, 'socket.refused');
    this.#connection.refuse(error, names);
  }
}

/** Throws `invalid_json`, `invalid_request`. */
function readJson(text: string): unknown {
  insistOnPlainJson(Buffer.from(text));
  try {
    return JSON.parse(text);
  } catch {
    throw new ChatError('invalid_json', 'The frame is not valid JSON'); // the parser's own error quotes it
  }
}

/**
 * Carries the words of open messages over a WebSocket, where page and server want that. It only takes the place of held
 * polls: messages go out as ever, how a message ended is asked as ever, and as soon as the socket is silent for too
 * long, cut or refused, polls go on from the last word.
 */
import type {MessageEvent} from '../../core/wire/message.ts';
import type {Conversation} from '../conversation.ts';
import type {PanelView} from '../panel-view.ts';

/** Without a word for so long, a socket may be dead and not know it. */
const silentMs = 15_000;
/** Before another one is tried. */
const pauseMs = 20_000;

type Frame = {type: string; message_id: string; text: string; cursor: string};

export class Socket {
  readonly #panel: PanelView;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mayOpenAt = 0;

  constructor(panel: PanelView) {
    this.#panel = panel;
  }

  /** After every change. */
  advance(): void {
    const {host, config, chat} = this.#panel;
    const {conversation, transcript} = chat;
    const open = transcript.turns.filter(({state}) => state === 'open');
    const isWanted =
      host.useWebsocket && config?.features.websocket && conversation.isLeading && conversation.signal;
    if (!isWanted) {
      this.#end();
      return;
    }
    if (open.length === 0 || Date.now() < this.#mayOpenAt) return;
    this.#socket ??= this.#connect(conversation);
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (const {messageId, cursor} of open) {
      if (conversation.carried.has(messageId)) continue;
      conversation.carried.add(messageId);
      this.#socket.send(JSON.stringify({type: 'resume', message_id: messageId, after: cursor}));
      conversation.lead(true);
    }
  }

  #connect(conversation: Conversation): WebSocket {
    const {sessionId, token} = conversation.transcript;
    const url = new URL(`/ws/widget/${sessionId}`, this.#panel.host.origin);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url, `plaintalk.${token}`);
    socket.onopen = () => this.advance();
    socket.onmessage = ({data}) => this.#hear(conversation, JSON.parse(data));
    socket.onclose = () => this.#end();
    this.#listen();
    return socket;
  }

  #hear(conversation: Conversation, {type, message_id: messageId, text, cursor: id}: Frame): void {
    this.#listen();
    const turn = conversation.transcript.turns.find(known => known.messageId === messageId);
    if (!turn || /typing|ack|guard/.test(type)) return;
    if (type === 'delta' || type === 'reset') {
      const stamp = {id, at: new Date().toISOString()};
      const event: MessageEvent = type === 'delta' ? {...stamp, type, text} : {...stamp, type};
      const answer = {
        events: [event],
        status: 'processing',
        text: null,
        error: null,
        finished_at: null,
      } as const;
      conversation.apply({type: 'answered', id: turn.id, answer});
      return;
    }
    // It has ended: a poll knows how.
    conversation.carried.delete(messageId);
    conversation.lead(true);
  }

  #listen(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), silentMs);
  }

  #end(): void {
    const {conversation} = this.#panel.chat;
    if (!this.#socket) return;
    clearTimeout(this.#timer);
    this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = undefined;
    this.#mayOpenAt = Date.now() + pauseMs;
    conversation.carried.clear();
    conversation.lead(conversation.isLeading);
  }
}

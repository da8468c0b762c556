/**
 * The conversation behind the element: what was said, what goes out, what comes back. One run lasts from
 * connection to disconnection (or until the conversation changes under it); its signal ends every request and
 * every pause, and an answer that comes after it is dropped.
 *
 * Messages go out one at a time and are followed one at a time, oldest first: the order is the server's.
 */
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {SendBody} from '../core/wire/message.ts';
import {type Client, ClientError, createClient} from './client.ts';
import {PlaintalkErrorEvent, PlaintalkReplyEvent, PlaintalkSendEvent} from './events.ts';
import {cleanText, deliver, newKey} from './outbox.ts';
import {Pause} from './pause.ts';
import {Poller} from './poller.ts';
import {createStore, type Store} from './store.ts';
import {
  emptyTranscript,
  merge,
  reduce,
  type Transcript,
  type TranscriptEvent,
  type Turn,
  type TurnState,
} from './transcript.ts';

/** The element. Who talks to whom stands on it: somebody else is another conversation. */
export type ChatHost = ReactiveControllerHost &
  HTMLElement & {
    readonly apiUrl: string;
    readonly clinicId: string;
    readonly agentId: string;
    readonly userId: string;
    /** Of a session that the page was given; empty for one of the widget's own. */
    readonly token: string;
  };

/** From connection to disconnection; `busy` are the states whose turns are being taken. */
type Run = {life: AbortController; busy: Set<TurnState>; client: Client; poller: Poller};

const pageEvents = ['online', 'pagehide', 'pageshow', 'storage', 'visibilitychange'];

export class ChatController implements ReactiveController {
  /** What was said; the element renders it. */
  transcript: Transcript = emptyTranscript;
  /** The reply or error to be spoken, once. */
  announcement: Turn | undefined;

  readonly #host: ChatHost;
  readonly #pause = new Pause();
  #store: Store | undefined;
  #run: Run | undefined;

  constructor(host: ChatHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Answers have stopped coming, though one is due. */
  get isTroubled(): boolean {
    return (this.#run?.poller.failures ?? 0) > 1;
  }

  /** Says something; nothing if there is nothing in it. */
  say(text: string): void {
    const clean = cleanText(text);
    if (clean) this.#apply({type: 'said', id: newKey(), text: clean});
  }

  /** Sends again what was refused, under its own key; asks again what was accepted but not answered. */
  retry(turn: Turn): void {
    const {id, text, state, request} = turn;
    if (state === 'refused') this.#apply({type: 'trying', id, request, code: ''});
    else this.say(text);
  }

  /** Forgets the conversation, here and in the visitor's other tabs. */
  clear(): void {
    this.#store?.clear();
    this.#forget();
  }

  /** Goes on with a conversation that is kept elsewhere, and nowhere here. */
  resume(transcript: Transcript): void {
    this.#store = createStore('', () => null);
    this.#forget();
    this.transcript = transcript;
    this.#advance();
  }

  hostConnected(): void {
    for (const type of pageEvents) window.addEventListener(type, this);
    this.#start();
  }

  hostDisconnected(): void {
    for (const type of pageEvents) window.removeEventListener(type, this);
    this.#stop();
  }

  /** The page goes, comes back, finds the network again, or hears from another of the visitor's tabs. */
  handleEvent(event: Event): void {
    if (event instanceof StorageEvent) this.#hearOtherTab(event);
    else if (event.type === 'pagehide') this.#stop();
    else if (document.hidden) return;
    else if (this.#run) this.#run.poller.wake();
    else this.#start();
  }

  /** Another clinic, agent or visitor: another conversation. */
  hostUpdate(): void {
    const {apiUrl, clinicId, agentId, userId, token} = this.#host;
    if (token) return;
    const store = createStore(JSON.stringify([apiUrl, clinicId, agentId, userId]));
    const known = this.#store;
    if (store.key === known?.key) return;
    this.#store = store;
    if (known) this.#forget();
    else this.#start();
  }

  #forget(): void {
    this.#stop();
    this.transcript = emptyTranscript;
    this.announcement = undefined;
    this.#start();
  }

  #start(): void {
    if (this.#run || !this.#store || !this.#host.isConnected) return;
    const client = createClient(
      this.#host.apiUrl || import.meta.url,
      () => this.#host.token || this.transcript.token,
    );
    const poller = new Poller({
      client,
      pause: this.#pause,
      isHidden: () => document.hidden,
      onChange: () => this.#host.requestUpdate(),
    });
    this.#run = {life: new AbortController(), busy: new Set(), client, poller};
    this.transcript = merge(this.#store.load(), this.transcript);
    this.#advance();
  }

  #stop(): void {
    this.#run?.life.abort();
    this.#run = undefined;
  }

  #hearOtherTab({key, newValue}: StorageEvent): void {
    if (!this.#store || (key !== null && key !== this.#store.key)) return;
    if (newValue === null) {
      this.#forget();
      return;
    }
    this.transcript = merge(this.transcript, this.#store.load());
    this.#host.requestUpdate();
    if (this.#run) void this.#work(this.#run, 'open');
  }

  #apply(event: TranscriptEvent): void {
    if (event.type === 'said' || event.type === 'trying') this.announcement = undefined;
    this.transcript = reduce(this.transcript, event);
    this.#store?.save(this.transcript);
    this.#advance();
  }

  #advance(): void {
    this.#host.requestUpdate();
    if (!this.#run) return;
    void this.#work(this.#run, 'unsent');
    void this.#work(this.#run, 'open');
  }

  /** Takes the turns in this state, oldest first, one at a time, until there is none. */
  async #work(run: Run, state: 'unsent' | 'open'): Promise<void> {
    if (run.busy.has(state)) return;
    run.busy.add(state);
    while (!run.life.signal.aborted) {
      const turn = this.transcript.turns.find(turn => turn.state === state);
      if (!turn) break;
      await (state === 'open' ? this.#follow(run, turn) : this.#deliver(run, turn));
    }
    run.busy.delete(state);
  }

  async #deliver({client, life: {signal}}: Run, {id, text, request}: Turn): Promise<void> {
    const body = request ?? this.#body(text);
    const onTry = (code: string) => this.#apply({type: 'trying', id, request: body, code});
    const answer = await deliver({client, pause: this.#pause}, id, body, signal, onTry);
    if (signal.aborted) return;
    if (answer instanceof ClientError) {
      this.#apply({type: 'failed', id, code: answer.code});
      this.#announce(id);
    } else {
      this.#apply({type: 'accepted', id, answer});
      this.#host.dispatchEvent(new PlaintalkSendEvent(answer.message_id));
    }
  }

  async #follow({poller, life: {signal}}: Run, {id, pollUrl, cursor}: Turn): Promise<void> {
    for await (const answer of poller.follow(pollUrl, cursor, signal)) {
      if (answer instanceof ClientError) this.#apply({type: 'failed', id, code: answer.code});
      else this.#apply({type: 'answered', id, answer});
    }
    if (!signal.aborted) this.#announce(id);
  }

  /** Tells of an ending: to the page as an event, to whoever listens as words. */
  #announce(id: string): void {
    const turn = this.transcript.turns.find(turn => turn.id === id);
    if (!turn) return;
    this.announcement = turn;
    this.#host.requestUpdate();
    const {state, code, messageId} = turn;
    if (state === 'done') this.#host.dispatchEvent(new PlaintalkReplyEvent(messageId));
    else if (code) this.#host.dispatchEvent(new PlaintalkErrorEvent(code, messageId));
  }

  #body(text: string): SendBody {
    const {clinicId, agentId, userId} = this.#host;
    return {
      text,
      session_id: this.transcript.sessionId || undefined,
      clinic_id: clinicId || undefined,
      agent_id: agentId || undefined,
      user_id: userId || undefined,
    };
  }
}

/**
 * Joins an element to its conversation: finds it by who talks to whom, shows the element what changes, tells the
 * page by events and whoever listens by words, and keeps the patience of whoever waits.
 */
import {Conversation} from './conversation.ts';
import {PlaintalkEvent} from './events.ts';
import type {Viewer} from './parties.ts';
import {Patience} from './patience.ts';
import {createStore} from './store.ts';
import type {Transcript} from './transcript.ts';
import {isAccepted, type Turn} from './turn.ts';

/** The element. Who talks to whom stands on it: somebody else is another conversation. */
export type ChatHost = HTMLElement & {
  readonly origin: string;
  readonly clinicId: string;
  readonly agentId: string;
  readonly userId: string;
  readonly token: string | undefined;
  readonly storage: string;
  readonly idleMinutes: number;
  readonly exposeText: boolean;
  readonly isShown: boolean;
  readonly position: string;
  readonly context: Record<string, unknown> | undefined;
  requestUpdate(): void;
  /** Has a turn read out: how it ended, or that it takes long. */
  announce(turn: Turn, isLong?: boolean): void;
};

/** All conversations of the page. */
const conversations = new Map<string, Conversation>();

export class ChatController implements Viewer {
  declare readonly host: ChatHost;
  readonly #patience = new Patience(step => this.#onStep(step));
  #conversation: Conversation | undefined;
  #key = '';

  constructor(host: ChatHost) {
    this.host = host;
  }

  get conversation(): Conversation {
    const {origin: apiUrl, clinicId, agentId, userId, token, storage, idleMinutes} = this.host;
    const name = JSON.stringify([apiUrl, clinicId, agentId, userId]);
    // What the page was given is the page's: it stays out of the visitor's storage, and apart from all others.
    const key = token ? 'given' : `${storage} ${name}`;
    if (this.#conversation && key === this.#key) return this.#conversation;
    this.#key = key;
    const parties = {apiUrl, clinicId, agentId, userId, givenToken: () => this.host.token ?? ''};
    const create = () =>
      new Conversation(parties, createStore(name, token ? 'none' : storage, idleMinutes * 60_000));
    const found = (!token && conversations.get(key)) || create();
    if (!token) conversations.set(key, found);
    this.#conversation?.detach(this);
    this.#conversation = found;
    return found;
  }

  get transcript(): Transcript {
    return this.conversation.transcript;
  }

  /** Is there another element for the same, in the same place? Two buttons upon each other are one too many. */
  get isSpare(): boolean {
    const same = [...this.conversation.viewers].find(({host}) => host.position === this.host.position);
    return same !== undefined && same !== this;
  }

  /** The one that is waited for: the oldest that is not ended. */
  get awaited(): Turn | undefined {
    return this.transcript.turns.find(({state}) => state === 'open' || state === 'unsent');
  }

  get step(): number {
    return this.#patience.step;
  }

  /** Replies that were not on screen yet. */
  get unread(): number {
    const {turns, seenAt} = this.transcript;
    return turns.filter(({repliedAt}) => repliedAt > seenAt).length;
  }

  connect(): void {
    this.conversation.attach(this);
  }

  disconnect(): void {
    this.conversation.detach(this);
    this.#patience.wait('', '');
  }

  onChange(before: Transcript, isLive: boolean): void {
    this.host.requestUpdate();
    const known = new Map(before.turns.map(turn => [turn.id, turn]));
    for (const turn of this.transcript.turns) {
      const old = known.get(turn.id);
      if (old !== turn && (old || isLive)) this.#tell(old, turn);
    }
  }

  /** What is on screen is seen; what is waited for is waited for. */
  look(): void {
    const {conversation, awaited, transcript} = this;
    const {turns, seenAt, speaker} = transcript;
    const isWaiting = awaited && speaker === 'agent';
    this.#patience.wait(isWaiting ? awaited.id : '', `${awaited?.state} ${awaited?.cursor}`);
    const newest = Math.max(0, ...turns.map(({repliedAt}) => repliedAt));
    if (newest > seenAt && this.host.isShown && !document.hidden)
      conversation.apply({type: 'seen', at: newest});
  }

  #tell(old: Turn | undefined, turn: Turn): void {
    const {state, code, messageId, reply, text, alarm} = turn;
    const isChanged = old?.state !== state;
    if (isChanged || (alarm && !old?.alarm) || (code && code !== old?.code)) this.host.announce(turn);
    const [first] = this.conversation.viewers;
    if (!isChanged || first !== this) return;
    const {exposeText} = this.host;
    const tell = (type: string, words?: string) =>
      this.host.dispatchEvent(new PlaintalkEvent(type, messageId, code, exposeText ? words : undefined));
    if (state === 'open' && old) tell('send', text);
    else if (state === 'done' && reply) tell('reply', reply);
    else if (code && state !== 'unsent') tell('error');
  }

  #onStep(step: number): void {
    const {awaited} = this;
    this.host.requestUpdate();
    if (!awaited) return;
    if (step === 2) this.host.announce(awaited, true);
    if (step === 3 && isAccepted(awaited)) void this.conversation.cancel(awaited, 'agent_timeout');
  }
}

/**
 * One conversation, whoever on the page shows it: what was said, what goes out, what comes back. All elements that
 * talk to the same clinic as the same visitor share one, so they never overwrite each other. A run lasts from the
 * first element that shows it to the last (or until the page goes); its signal ends every request and every pause,
 * and an answer that comes after it is dropped.
 */
import type {PollAnswer, SendBody} from '../core/wire/message.ts';
import type {WidgetConfig} from '../core/wire/session.ts';
import {type Ask, ClientError, createAsk} from './client.ts';
import {Courier} from './courier.ts';
import {cleanText, newKey} from './message.ts';
import type {Parties, Viewer} from './parties.ts';
import {Poller} from './poller.ts';
import {Session} from './session.ts';
import type {Store} from './store.ts';
import {emptyTranscript, merge, reduce, type Transcript, type TranscriptEvent} from './transcript.ts';
import type {Alarm, Turn} from './turn.ts';

const pageEvents = ['online', 'pagehide', 'pageshow', 'storage', 'visibilitychange'];

export class Conversation {
  transcript: Transcript = emptyTranscript;
  /** What the clinic wants shown, once it is known. */
  declare config: WidgetConfig | undefined;
  /** What the server last asked the visitor's consent to. */
  declare consent: unknown;
  /** How many are in line before the message that is waited for. */
  ahead = 0;
  /** Messages whose words come another way than by polls. */
  readonly carried = new Set<string>();
  /** Is it this tab that asks for all? */
  isLeading = true;
  declare readonly ask: Ask;
  declare readonly store: Store;
  /** In the order in which they came; the first one tells the page what happens. */
  readonly viewers = new Set<Viewer>();
  readonly #parties: Parties;
  #courier: Courier | undefined;
  #configured: string | undefined;
  readonly #session = new Session(this);

  constructor(parties: Parties, store: Store) {
    this.#parties = parties;
    this.store = store;
    this.ask = createAsk(parties.apiUrl, () => this.token);
  }

  /** Answers have stopped coming, though one is due. */
  get isTroubled(): boolean {
    return (this.#courier?.poller.failures ?? 0) > 1;
  }

  /** That the page gave, or the conversation's own; empty while there is none. */
  get token(): string {
    return this.#parties.givenToken() || this.transcript.token;
  }

  get isGiven(): boolean {
    return this.#parties.givenToken() !== '';
  }

  get isShown(): boolean {
    return [...this.viewers].some(({host}) => host.isShown);
  }

  /** Of the present run; `undefined` while there is none. */
  get signal(): AbortSignal | undefined {
    return this.#courier?.signal;
  }

  attach(viewer: Viewer): void {
    if (this.viewers.has(viewer)) return;
    this.viewers.add(viewer);
    if (this.viewers.size > 1) return;
    for (const type of pageEvents) addEventListener(type, this);
    this.#start();
  }

  detach(viewer: Viewer): void {
    this.viewers.delete(viewer);
    this.tell();
    if (this.viewers.size > 0) return;
    for (const type of pageEvents) removeEventListener(type, this);
    this.#stop();
  }

  /** Says something; nothing if there is nothing in it. */
  say(text: string): void {
    const clean = cleanText(text);
    if (clean) this.apply({type: 'said', id: newKey(), text: clean, at: Date.now()});
  }

  /** Sends again what was refused, under its own key; asks again what was accepted but not answered. */
  retry({id, text, state, request}: Turn): void {
    if (state === 'refused') this.apply({type: 'trying', id, request, code: '', retryAt: 0});
    else this.say(text);
  }

  /** The reply is not wanted any more; `code` says why. */
  async cancel({id, messageId}: Turn, code = 'cancelled'): Promise<void> {
    const {signal} = this;
    if (!signal) return;
    const request = {method: 'DELETE', deadlineMs: 5000, signal} as const;
    const answer = await this.ask<PollAnswer>('events', `widget-poll/${messageId}`, request);
    const isOver = !(answer instanceof ClientError) && answer.status !== 'cancelled';
    if (!signal.aborted) this.apply(isOver ? {type: 'answered', id, answer} : {type: 'failed', id, code});
  }

  /** Somebody is about to say something: the session will be there when it is said. */
  prepare(): void {
    if (!this.transcript.sessionId) void this.open();
  }

  /** Forgets the conversation, here and in the visitor's other tabs, and has the server erase it as soon as it can be reached. */
  clear(): void {
    const {token} = this.transcript;
    const {tab} = this.store;
    if (token)
      this.store.tab = {...tab, erase: [...(Array.isArray(tab['erase']) ? tab['erase'] : []), token]};
    this.forget();
  }

  /** Forgets it here and in the visitor's other tabs. */
  forget(): void {
    this.store.clear();
    this.#restart();
  }

  apply(event: TranscriptEvent): void {
    this.become(reduce(this.transcript, event), true);
  }

  /** What was said is this, from now on. */
  become(transcript: Transcript, isLive: boolean): void {
    const before = this.transcript;
    this.transcript = transcript;
    if (!this.isGiven) this.store.save(transcript);
    this.tell(before, isLive);
    this.#courier?.advance();
  }

  lead(isLeading: boolean): void {
    this.isLeading = isLeading;
    this.#courier?.advance();
    this.tell();
  }

  tell(before = this.transcript, isLive = false): void {
    for (const viewer of this.viewers) viewer.onChange(before, isLive);
  }

  /** A message was refused, or will not be answered. */
  fail(id: string, {code, problem}: ClientError): void {
    const guard = problem['guard'] as Alarm | undefined; // the server's own, as in an acceptance
    this.consent = problem['consent'] ?? this.consent;
    this.apply({type: 'failed', id, code, guard});
  }

  hear(id: string, answer: PollAnswer): void {
    this.ahead = answer.queue.position;
    this.apply({type: 'answered', id, answer});
  }

  /** Opens a session before anything is sent, so that no message waits for another one; or gives its token anew. */
  open(): Promise<ClientError | undefined> {
    return this.#session.open();
  }

  /** Once for each language; where that has failed, again after a while. */
  async loadConfig(locale: string): Promise<void> {
    const {signal} = this;
    if (this.#configured === locale || !signal) return;
    this.#configured = locale;
    const query = {clinic_id: this.#parties.clinicId, locale};
    const answers = new Poller().follow<WidgetConfig & {cursor?: string}>(
      {ask: limits => this.ask('greeting', 'widget/config', {...limits, query}), isLast: () => true},
      signal,
    );
    for await (const config of answers)
      if (!(config instanceof ClientError) && this.#configured === locale) this.config = config;
    if (signal.aborted) this.#configured = undefined;
    this.tell();
  }

  /** The page goes, comes back, finds the network again, or hears from another of the visitor's tabs. */
  handleEvent(event: Event): void {
    if (event.type === 'storage') {
      const {key, newValue} = event as StorageEvent; // by its type; to name its class would have the browser build it
      if (key !== null && key !== this.store.key) return;
      if (newValue === null) this.#restart();
      else for (const record of [newValue, undefined]) this.take(record); // the last one to write has the session
    } else if (event.type === 'pagehide') this.#stop();
    else if (document.hidden) return;
    else if (this.#courier) {
      this.#courier.poller.wake();
      this.tell();
    } else this.#start();
  }

  #start(): void {
    if (this.#courier || this.viewers.size === 0) return;
    this.#courier = new Courier(this);
    this.read();
  }

  #stop(): void {
    this.#courier?.end();
    this.#courier = undefined;
  }

  #restart(): void {
    const before = this.transcript;
    this.#stop();
    this.transcript = emptyTranscript;
    this.#start();
    this.tell(before);
  }

  /**
   * Takes over what other tabs have kept; what they are sending is left to them. `record`: as one of them wrote it,
   * which by now may be written over, by ourselves too.
   */
  take(record?: string | null): void {
    const {turns} = this.transcript;
    const kept = this.store.load(record);
    for (const turn of kept.turns)
      if (turn.state === 'unsent' && !turns.some(({id}) => id === turn.id)) this.#courier?.leave(turn);
    this.read(true, kept);
  }

  /** What another page or tab has kept. */
  read(isLive = false, kept = this.store.load()): void {
    const before = this.transcript;
    if (!this.isGiven) this.transcript = merge(before, kept);
    this.tell(before, isLive);
    this.#courier?.advance();
  }

  /** What goes out for a message. */
  bodyOf(text: string): SendBody {
    const {clinicId, agentId, userId} = this.#parties;
    const [viewer] = this.viewers;
    return {
      text,
      clinic_id: clinicId || undefined,
      agent_id: agentId || undefined,
      user_id: userId || undefined,
      metadata: viewer?.host.context,
    };
  }
}

/**
 * Carries the messages of one run: what was not sent goes out, each under one key and in one form until the server has
 * accepted or refused it, however often and however long that takes; what is not ended is followed. They start in the
 * order in which they were said, but none is held up for long by one before it that hangs or is tried again.
 */
import type {Accepted, PollAnswer, SendBody} from '../core/wire/message.ts';
import {type Ask, ClientError} from './client.ts';
import {type Limits, Poller} from './poller.ts';
import type {Transcript, TranscriptEvent} from './transcript.ts';
import type {Turn} from './turn.ts';

/** How long a message waits for the one before it to be accepted. */
const turnMs = 1000;
/** So long the tab in which something was said is left to send it. */
const otherTabMs = 30_000;
/** Messages that are followed by held requests; the others by short ones, since a browser has six connections. */
const mostHeld = 2;

/** The conversation. */
export type CourierHost = {
  readonly transcript: Transcript;
  readonly isLeading: boolean;
  readonly carried: ReadonlySet<string>;
  readonly ask: Ask;
  open(): Promise<ClientError | undefined>;
  bodyOf(text: string): SendBody;
  apply(event: TranscriptEvent): void;
  hear(id: string, answer: PollAnswer): void;
  fail(id: string, error: ClientError): void;
  tell(): void;
};

/** A turn that is being sent or followed. */
type Busy = {state: string; life: AbortController};

export class Courier {
  readonly poller = new Poller();
  declare readonly signal: AbortSignal;
  readonly #life = new AbortController();
  readonly #conversation: CourierHost;
  readonly #busy = new Map<string, Busy>();
  /** What another tab sends. */
  readonly #others = new Set<string>();

  constructor(conversation: CourierHost) {
    this.#conversation = conversation;
    this.signal = this.#life.signal;
  }

  end(): void {
    this.#life.abort();
    for (const {life} of this.#busy.values()) life.abort();
  }

  /** Said in another tab. */
  leave({id}: Turn): void {
    this.#others.add(id);
    setTimeout(() => {
      this.#others.delete(id);
      this.advance();
    }, otherTabMs);
  }

  /** Takes up what is due, and leaves what is due no longer. */
  advance(): void {
    const {transcript, isLeading, carried} = this.#conversation;
    const due = transcript.turns.filter(
      ({id, state, messageId}) =>
        (state === 'unsent' && !this.#others.has(id)) ||
        (state === 'open' && isLeading && !carried.has(messageId)),
    );
    for (const [id, {state, life}] of this.#busy) {
      if (due.some(turn => turn.id === id && turn.state === state)) continue;
      life.abort();
      this.#busy.delete(id);
    }
    for (const turn of due) if (!this.#busy.has(turn.id)) void this.#work(turn);
  }

  /** Until what was said before is accepted; but not for long. */
  async #takeTurn(id: string): Promise<void> {
    const begin = Date.now();
    this.poller.nudge(); // those before it, if they rest
    const isNext = () => this.#conversation.transcript.turns.find(({state}) => state === 'unsent')?.id === id;
    while (!isNext() && Date.now() - begin < turnMs) await new Promise(resolve => setTimeout(resolve, 20));
  }

  async #work(turn: Turn): Promise<void> {
    const {id, state} = turn;
    const life = new AbortController();
    if (this.signal.aborted) return;
    this.#busy.set(id, {state, life});
    const conversation = this.#conversation;
    const answers = state === 'open' ? this.#follow(turn, life.signal) : this.#send(turn, life.signal);
    for await (const answer of answers) {
      if (answer instanceof ClientError) conversation.fail(id, answer);
      else if ('events' in answer) conversation.hear(id, answer);
      else conversation.apply({type: 'accepted', id, answer});
    }
  }

  #follow({id, messageId, cursor}: Turn, signal: AbortSignal) {
    const conversation = this.#conversation;
    const isHeld = (turn: Turn, i: number) => turn.id === id && i < mostHeld;
    return this.poller.follow<PollAnswer>(
      {
        ask: (limits, after, wait) =>
          conversation.ask('events', `widget-poll/${messageId}`, {
            ...limits,
            query: {after, wait: `${wait}`},
          }),
        isNews: ({events}) => events.length > 0,
        isLast: ({status}) => status !== 'queued' && status !== 'processing',
        mayHold: () => conversation.transcript.turns.filter(({state}) => state === 'open').some(isHeld),
        onFailure: () => conversation.tell(),
      },
      signal,
      cursor,
    );
  }

  #send({id, text, request}: Turn, signal: AbortSignal) {
    const conversation = this.#conversation;
    const body = request ?? conversation.bodyOf(text);
    const trying = (code: string, retryAt: number) =>
      conversation.apply({type: 'trying', id, request: body, code, retryAt});
    trying('', 0);
    const post = async (limits: Limits) => {
      const {sessionId} = conversation.transcript;
      const failure = sessionId ? undefined : await conversation.open();
      if (failure) return failure;
      await this.#takeTurn(id);
      return conversation.ask<Accepted>('poll_url', 'widget/send', {
        ...limits,
        method: 'POST',
        key: id,
        body: {...body, session_id: conversation.transcript.sessionId || undefined},
      });
    };
    return this.poller.follow<Accepted>(
      {
        ask: async limits => {
          const answer = await post(limits);
          // A token that has ended is replaced, and then it is the same message.
          const isEnded =
            answer instanceof ClientError && answer.status === 401 && conversation.transcript.token;
          return isEnded ? ((await conversation.open()) ?? post(limits)) : answer;
        },
        isLast: () => true,
        onFailure: ({code}, retryAt) => trying(code, retryAt),
      },
      signal,
    );
  }
}

/**
 * Opens the session of a conversation, or has its token given anew. One of the visitor's tabs does it for all: two
 * sessions would be two conversations, and what was said in one would be asked again in the other.
 */
import type {SendBody} from '../core/wire/message.ts';
import type {SessionAnswer} from '../core/wire/session.ts';
import {type Ask, ClientError} from './client.ts';
import type {Transcript, TranscriptEvent} from './transcript.ts';

/** Longer than a tab may take that has the turn. */
const patienceMs = 6000;
/** What another tab has kept is there a moment after its turn is over. */
const settleMs = 100;

/** The conversation. */
export type SessionHost = {
  readonly signal: AbortSignal | undefined;
  readonly transcript: Transcript;
  /** The page gave one. */
  readonly isGiven: boolean;
  readonly store: {readonly key: string};
  readonly ask: Ask;
  bodyOf(text: string): SendBody;
  /** Takes over what other tabs have kept. */
  read(): void;
  apply(event: TranscriptEvent): void;
};

export class Session {
  readonly #host: SessionHost;
  #opening: Promise<ClientError | undefined> | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  /** What went wrong; nothing where there is one now. */
  open(): Promise<ClientError | undefined> {
    this.#opening ??= this.#takeTurn().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #takeTurn(): Promise<ClientError | undefined> {
    const {transcript, store} = this.#host;
    const since = Date.now();
    const ask = async () => {
      const isAfterOther = Date.now() > since + 9;
      if (isAfterOther) await new Promise(resolve => setTimeout(resolve, settleMs));
      return this.#ask(transcript.token);
    };
    const {locks} = navigator;
    // Where there are none, or the one that has it sleeps, each tab does it for itself.
    const options = {signal: AbortSignal.timeout(patienceMs)};
    return locks ? locks.request(`${store.key}:open`, options, ask).catch(ask) : ask();
  }

  async #ask(before: string): Promise<ClientError | undefined> {
    const host = this.#host;
    const {signal} = host;
    if (!signal || host.isGiven) return;
    if (!before) host.read();
    const {token} = host.transcript;
    if (token !== before) return; // another tab has opened one
    const {text: _, ...body} = host.bodyOf('');
    const request = {method: 'POST', body: token ? {} : body, deadlineMs: 5000, signal} as const;
    const answer = await host.ask<SessionAnswer>('token', 'widget/session', request);
    if (!(answer instanceof ClientError)) {
      host.read(); // without locks, another tab may have been quicker: then its session is ours, too
      if (host.transcript.token === before)
        host.apply({type: 'session', sessionId: answer.session_id, token: answer.token});
    } else if (token && answer.status === 401) {
      host.apply({type: 'session', sessionId: '', token: ''});
      return this.#ask('');
    } else return answer;
  }
}

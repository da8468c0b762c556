/**
 * Follows the conversation itself, where people write unasked and other devices ask. Nothing is asked while nobody
 * looks and nothing was said for long; and nothing where the server gives no cursor to go on from.
 */
import type {HistoryAnswer} from '../../core/wire/session.ts';
import {ClientError} from '../client.ts';
import type {Conversation} from '../conversation.ts';
import {type Limits, Poller} from '../poller.ts';
import {hearHistory} from './hear-history.ts';

/** So long after the last word a conversation that is not on screen is still followed. */
const lingerMs = 600_000;

export class Follower {
  /** From where on the server has words from before all that we know; `null`: it has none, or nobody knows yet. */
  earlier: string | null = null;

  readonly #conversation: Conversation;
  readonly #poller = new Poller();
  /** The run of the conversation that is being followed, or in which that was refused. */
  #signal: AbortSignal | undefined;
  #isFollowing = false;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    for (const type of ['online', 'visibilitychange', 'pageshow'])
      addEventListener(type, () => this.#poller.wake());
  }

  /** After every change. */
  advance(): void {
    const {signal} = this.#conversation;
    if (this.#isFollowing || !signal || signal === this.#signal || !this.#isWanted) return;
    this.#isFollowing = true;
    void this.#follow(signal).finally(() => {
      this.#isFollowing = false;
      this.advance();
    });
  }

  async loadEarlier(): Promise<void> {
    const {signal, transcript} = this.#conversation;
    const before = this.earlier;
    if (!signal || !before) return;
    this.earlier = null;
    const page = await this.#ask({deadlineMs: 15_000, signal}, {before});
    if (page instanceof ClientError) this.earlier = before;
    else this.#hear({...page, cursor: transcript.cursor, state: undefined}, false);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const conversation = this.#conversation;
    const answers = this.#poller.follow<HistoryAnswer>(
      {
        ask: (limits, after, wait) => this.#ask(limits, after ? {after, wait: `${wait}`} : {}),
        isNews: ({messages}) => messages.length > 0,
        isLast: ({cursor}) => !cursor || !this.#isWanted,
        mayHold: () => true,
      },
      signal,
      conversation.transcript.cursor,
    );
    for await (const answer of answers) {
      if (!(answer instanceof ClientError)) this.#hear(answer, conversation.transcript.cursor !== '');
      // With another token it goes on; where there is none, or none to go on from, not before the next run.
      else if (answer.status !== 401 || (await conversation.open())) this.#signal = signal;
    }
    if (!conversation.transcript.cursor) this.#signal = signal;
  }

  #ask(limits: Limits, query: Record<string, string>): Promise<HistoryAnswer | ClientError> {
    return this.#conversation.ask('messages', 'widget-history', {...limits, query});
  }

  #hear(page: HistoryAnswer, isLive: boolean): void {
    if (!isLive) this.earlier = page.next;
    // What another tab has said is kept before it is sent: known first, it is not taken for somebody else's.
    if (page.messages.length > 0) this.#conversation.take();
    const {transcript} = this.#conversation;
    const heard = hearHistory(transcript, page);
    if (heard !== transcript) this.#conversation.become(heard, isLive);
  }

  get #isWanted(): boolean {
    const {token, isShown, isLeading, transcript} = this.#conversation;
    const last = transcript.turns.at(-1);
    return (
      token !== '' &&
      isLeading &&
      (isShown || Date.now() - Math.max(last?.at ?? 0, last?.repliedAt ?? 0) < lingerMs)
    );
  }
}

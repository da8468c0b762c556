/**
 * A turn on screen. It is rendered again only when it, or what is to be said about it, has changed. The words of a
 * reply that come in handfuls are shown evenly, as fast as they come; at once where that is not wanted.
 */
import {render} from 'lit/html.js';
import {make, writeMarkdown} from './markdown/write-markdown.ts';
import type {PanelView} from './panel-view.ts';
import {isSpoken, renderTurn, type Spot} from './render-turn.ts';
import type {Turn} from './turn.ts';

/** Words that came together are spread over about as long as the next ones take. */
const spreadMs = 700;
/** What is left when a reply is complete. */
const restMs = 250;

export class TurnRow {
  readonly element = make('div');
  readonly #bubble = make('div');
  #turn: Turn | undefined;
  #state = '';
  #shown = 0;
  /** Characters a millisecond. */
  #pace = 0;

  constructor() {
    this.element.part.add('turn');
  }

  update(turn: Turn, panel: PanelView, spot: Spot): void {
    const {chat, words, human, alarmed, more} = panel;
    const step = turn === chat.awaited ? `${chat.step} ${chat.conversation.ahead}` : '';
    const state = [
      step,
      spot.isLast,
      chat.transcript.speaker,
      human,
      words.lang,
      alarmed.has(turn.id),
      more?.stateOf(turn),
    ].join();
    const before = this.#turn;
    if (turn === before && state === this.#state) return;
    this.#turn = turn;
    this.#state = state;
    const {reply, by} = turn;
    if (before && spot.isEven) {
      if (!reply.startsWith(before.reply)) this.#shown = 0;
      this.#pace = (reply.length - this.#shown) / (turn.state === 'open' ? spreadMs : restMs);
    } else this.#shown = reply.length;
    this.#bubble.part.value = `bubble agent-bubble ${by}-bubble`;
    this.#bubble.lang = turn.locale;
    this.#write();
    render(renderTurn(turn, this.#bubble, panel, spot), this.element);
  }

  /** Shows what is due after so many milliseconds; is there more? */
  reveal(ms: number): boolean {
    const {reply = ''} = this.#turn ?? {};
    if (this.#shown >= reply.length) return false;
    const due = this.#shown + Math.ceil(this.#pace * ms);
    this.#shown = due + reply.slice(due).search(/\s|$/);
    this.#write();
    return true;
  }

  #write(): void {
    if (!this.#turn || !isSpoken(this.#turn)) return;
    const {reply, stale, state} = this.#turn;
    const isGrowing = this.#shown < reply.length || state === 'open';
    this.#bubble.className = !reply ? 'stale' : isGrowing ? 'more' : '';
    writeMarkdown(this.#bubble, reply.slice(0, this.#shown) || stale, isGrowing);
  }
}

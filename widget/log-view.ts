/**
 * The turns on screen: the last ones, and earlier ones when they are asked for. The view follows what comes until the
 * question that is being answered has reached its top, so that a long reply is read from its beginning; it stays
 * where the visitor scrolls to.
 */
import {make} from './markdown/write-markdown.ts';
import type {PanelView} from './panel-view.ts';
import {TurnRow} from './turn-row.ts';

/** Turns that are shown at first, and more of them each time. */
const pageSize = 30;
/** Between two steps of words that appear, in milliseconds. */
const stepMs = 60;
/** So near to the end, in pixels, somebody wants to be there. */
const nearPx = 40;

export class LogView {
  readonly element = make('div');
  size = pageSize;
  readonly #panel: PanelView;
  readonly #rows = new Map<string, TurnRow>();
  #isFollowing = true;
  #scrollTop = -1;
  #question: HTMLElement | undefined;
  #revealedAt = 0;

  constructor(panel: PanelView) {
    this.#panel = panel;
    this.element.part.add('turns');
  }

  /** What is before it moves in above; what is on screen stays where it is. */
  showEarlier(): void {
    this.size += pageSize;
    this.#isFollowing = false;
  }

  /** Follows what comes from now on. */
  follow(): void {
    this.#isFollowing = true;
    this.#scrollTo(this.#bottom);
  }

  update(): void {
    const {transcript, awaited} = this.#panel.chat;
    const shown = transcript.turns.slice(-this.size);
    const isEven = !document.hidden && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    const first = this.element.firstElementChild;
    const below = this.#bottom - this.#scroller.scrollTop;
    let place = first;
    shown.forEach((turn, i) => {
      const row = this.#rows.get(turn.id) ?? new TurnRow();
      this.#rows.set(turn.id, row);
      row.update(turn, this.#panel, {before: shown[i - 1], isLast: i === shown.length - 1, isEven});
      if (turn === awaited) this.#question = row.element;
      if (row.element === place) place = place.nextElementSibling;
      else this.element.insertBefore(row.element, place);
    });
    while (place) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
    for (const [id, {element}] of this.#rows) if (!element.isConnected) this.#rows.delete(id);
    if (first?.previousElementSibling) this.#scrollTo(this.#bottom - below);
    this.#keepUp();
    if (isEven && !this.#revealedAt) this.#schedule();
  }

  /** The visitor, or we, have scrolled. */
  readonly onScroll = (): void => {
    const {scrollTop} = this.#scroller;
    const isBelow = this.#bottom - scrollTop > nearPx;
    if (Math.abs(scrollTop - this.#scrollTop) > 1) this.#isFollowing = !isBelow;
    this.#scroller.parentElement?.classList.toggle('below', isBelow);
  };

  get #scroller(): HTMLElement {
    return this.element.parentElement ?? this.element;
  }

  get #bottom(): number {
    const {scrollHeight, clientHeight} = this.#scroller;
    return scrollHeight - clientHeight;
  }

  #scrollTo(top: number): void {
    this.#scroller.scrollTop = top;
    this.#scrollTop = this.#scroller.scrollTop;
    this.onScroll();
  }

  /** To the end, but not so far that the question leaves the view. */
  #keepUp(): void {
    const {offsetTop = Number.POSITIVE_INFINITY} = this.#question?.isConnected ? this.#question : {};
    const target = Math.min(this.#bottom, offsetTop - 12);
    if (this.#isFollowing && target > this.#scroller.scrollTop) this.#scrollTo(target);
    else this.onScroll();
  }

  #schedule(): void {
    this.#revealedAt = performance.now();
    requestAnimationFrame(this.#reveal);
  }

  readonly #reveal = (): void => {
    const ms = performance.now() - this.#revealedAt;
    if (ms < stepMs) {
      requestAnimationFrame(this.#reveal);
      return;
    }
    this.#revealedAt = 0;
    if (![...this.#rows.values()].filter(row => row.reveal(ms)).length) return;
    this.#keepUp();
    this.#schedule();
  };
}

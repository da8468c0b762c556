/** What can be done with a reply: copy it, and say what it was worth, with a word where it was worth little. */

import {html, nothing, type TemplateResult} from 'lit/html.js';
import {ClientError} from '../client.ts';
import {focusOn} from '../focus.ts';
import {icon} from '../icons.ts';
import type {PanelView} from '../panel-view.ts';
import type {Turn} from '../turn.ts';
import {wordsOf} from './words.ts';

const thumb = 'M7 11v9H4v-9h3Zm0 0 4-8a2 2 0 0 1 2 2v4h5a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17 20H7';
const sheets = 'M9 9h11v11H9zM5 15H4V4h11v1';

export class Feedback {
  readonly #panel: PanelView;
  readonly #ratings = new Map<string, string>();
  /** The message about which something may be said. */
  #asking = '';

  constructor(panel: PanelView) {
    this.#panel = panel;
  }

  /** Tells whether something about the turn has changed. */
  stateOf({messageId}: Turn): string {
    return `${this.#ratings.get(messageId)} ${this.#asking === messageId}`;
  }

  render(turn: Turn): TemplateResult {
    const {config} = this.#panel;
    const words = wordsOf(this.#panel);
    const {messageId} = turn;
    const isRated = config?.features.feedback && turn.by === 'agent' && messageId;
    const button = (part: string, name: string, path: string, act: () => void, isPressed?: boolean) => html`
      <button part=${part} aria-label=${name} title=${name} aria-pressed=${isPressed ?? nothing} @click=${act}>
        ${icon(path)}
      </button>`;
    const rate = (rating: string) => () => this.#rate(messageId, rating, '');
    const rating = this.#ratings.get(messageId);
    return html`
      <span part="tools">
        ${button('copy', words.copy, sheets, () => this.#copy(turn))}
        ${isRated ? [button('up', words.up, thumb, rate('up'), rating === 'up'), button('down', words.down, thumb, rate('down'), rating === 'down')] : nothing}
      </span>
      ${this.#asking === messageId && messageId ? this.#renderComment(messageId) : nothing}
    `;
  }

  #renderComment(messageId: string): TemplateResult {
    const words = wordsOf(this.#panel);
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const comment = new FormData(event.target as HTMLFormElement).get('comment'); // the form below
      void this.#rate(messageId, 'down', String(comment ?? ''));
    };
    return html`
      <form part="comment" @submit=${submit}>
        <input name="comment" maxlength="1000" dir="auto" aria-label=${words.comment} placeholder=${words.comment}>
        <button class="pill">${words.send}</button>
      </form>
    `;
  }

  async #rate(messageId: string, rating: string, comment: string): Promise<void> {
    const {chat, host, root} = this.#panel;
    const words = wordsOf(this.#panel);
    const {signal} = chat.conversation;
    if (!signal) return;
    this.#ratings.set(messageId, rating);
    const isAsking = rating === 'down' && !comment;
    this.#asking = isAsking ? messageId : '';
    host.requestUpdate();
    const body = {rating, ...(comment && {comment})};
    const request = {method: 'POST', body, deadlineMs: 10_000, signal} as const;
    const sent = chat.conversation.ask('', `widget-feedback/${messageId}`, request);
    await host.updateComplete;
    if (isAsking) focusOn(root, '[part=comment] input');
    if ((await sent) instanceof ClientError) this.#ratings.delete(messageId);
    else if (!isAsking) this.#panel.readOut(words.thanks);
    host.requestUpdate();
  }

  async #copy({reply}: Turn): Promise<void> {
    const words = wordsOf(this.#panel);
    try {
      await navigator.clipboard.writeText(this.#panel.plainText(reply));
      this.#panel.readOut(words.copied);
    } catch {
      // The page may not let us; the words can still be selected.
    }
  }
}

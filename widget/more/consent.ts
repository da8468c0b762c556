/**
 * Asks the visitor to agree, where the clinic wants that: after the first message was said, in place of the text box.
 * The message waits meanwhile, and goes out when the server has noted the agreement.
 */

import {html, nothing, type TemplateResult} from 'lit/html.js';
import {ClientError} from '../client.ts';
import {focusOn} from '../focus.ts';
import type {PanelView} from '../panel-view.ts';
import {renderFlat} from '../render-turn.ts';
import {errorWords} from '../words.ts';
import {wordsOf} from './words.ts';

export class ConsentForm {
  readonly #panel: PanelView;
  #problem = '';

  constructor(panel: PanelView) {
    this.#panel = panel;
  }

  get isDue(): boolean {
    return this.#held.length > 0 && this.#consent !== undefined;
  }

  get form(): TemplateResult | undefined {
    const {config} = this.#panel;
    const words = wordsOf(this.#panel);
    const consent = this.#consent;
    if (!this.isDue || !consent) return undefined;
    const privacy = config?.privacy_url;
    return html`
      <div part="consent" role="group" aria-label=${words.consent} tabindex="-1">
        <slot name="consent"><p dir="auto">${renderFlat(consent.text)}</p></slot>
        ${privacy ? html`<a part="link" href=${privacy} target="_blank" rel="noopener noreferrer">${words.privacy}</a>` : nothing}
        ${this.#problem ? html`<small part="error" class="final">${this.#problem}</small>` : nothing}
        <div class="row">
          <button part="agree" class="round" @click=${() => this.#agree(consent.version)}>${words.agree}</button>
          <button part="decline" class="pill" @click=${() => this.#decline()}>${words.decline}</button>
        </div>
      </div>
    `;
  }

  /** The messages that wait for it. */
  get #held() {
    return this.#panel.chat.transcript.turns.filter(({code}) => code === 'consent_required');
  }

  get #consent(): {text: string; version: string} | undefined {
    const {text, version} = Object(this.#panel.chat.conversation.consent ?? this.#panel.config?.consent);
    return typeof text === 'string' ? {text, version} : undefined;
  }

  async #agree(version: string): Promise<void> {
    const {chat, host, root} = this.#panel;
    const words = wordsOf(this.#panel);
    const {conversation} = chat;
    const {signal} = conversation;
    if (!signal) return;
    const request = {method: 'POST', body: {version}, deadlineMs: 10_000, signal} as const;
    const answer = await conversation.ask('', 'widget/consent', request);
    const isFailed = answer instanceof ClientError;
    this.#problem = isFailed && answer.code !== 'consent_stale' ? errorWords(words, answer.code) : '';
    if (isFailed) conversation.consent = answer.problem['consent'] ?? conversation.consent;
    else for (const turn of this.#held) conversation.retry(turn);
    host.requestUpdate();
    void host.updateComplete.then(() => focusOn(root, isFailed ? '[part=agree]' : 'textarea'));
  }

  /** The words go back to where they can be changed, or be said another way. */
  #decline(): void {
    const {chat, host, composer, root} = this.#panel;
    const held = this.#held;
    for (const {id} of held) chat.conversation.apply({type: 'withdrawn', id});
    void host.updateComplete.then(() => {
      composer.put(held.map(({text}) => text).join('\n'));
      focusOn(root, 'textarea');
    });
  }
}

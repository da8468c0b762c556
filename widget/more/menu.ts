/** What can be done with the whole conversation: keep a copy of it, or delete it. */

import {html, type TemplateResult} from 'lit/html.js';
import {focusOn} from '../focus.ts';
import {icon} from '../icons.ts';
import type {PanelView} from '../panel-view.ts';
import {speakerOf} from '../render-turn.ts';
import {wordsOf} from './words.ts';

type State = 'closed' | 'open' | 'clearing';

export class Menu {
  readonly #panel: PanelView;
  #state: State = 'closed';

  constructor(panel: PanelView) {
    this.#panel = panel;
  }

  get button(): TemplateResult {
    const words = wordsOf(this.#panel);
    const isOpen = this.#state !== 'closed';
    return html`
      <button part="menu" aria-label=${words.menu} aria-expanded=${isOpen} @click=${() => this.#become(isOpen ? 'closed' : 'open')}>
        ${icon('M5 12h.01M12 12h.01M19 12h.01')}
      </button>
    `;
  }

  get items(): TemplateResult | undefined {
    const words = wordsOf(this.#panel);
    if (this.#state === 'closed') return undefined;
    if (this.#state === 'open') {
      return html`
        <div part="actions" class="row">
          <button part="download" class="pill" @click=${() => this.#download()}>${words.download}</button>
          <button part="clear" class="pill" @click=${() => this.#become('clearing')}>${words.clear}</button>
        </div>
      `;
    }
    return html`
      <div part="actions" class="row" role="group" aria-label=${words.clear}>
        <span>${words.clearing}</span>
        <button part="keep" class="pill" @click=${() => this.#become('open')}>${words.keep}</button>
        <button part="clear" class="pill" @click=${() => this.#clear()}>${words.clear}</button>
      </div>
    `;
  }

  /** Was there something to close? */
  close(): boolean {
    const isOpen = this.#state !== 'closed';
    if (isOpen) this.#become('closed');
    return isOpen;
  }

  #become(state: State): void {
    const {host, root} = this.#panel;
    this.#state = state;
    host.requestUpdate();
    const next = {closed: '[part=menu]', open: '[part=download]', clearing: '[part=keep]'}[state];
    void host.updateComplete.then(() => focusOn(root, next));
  }

  #clear(): void {
    const {chat, composer} = this.#panel;
    const words = wordsOf(this.#panel);
    this.#become('closed');
    composer.put('');
    chat.conversation.clear();
    this.#panel.readOut(words.cleared);
  }

  /** As plain text, made here: no server sees it again. */
  #download(): void {
    const {chat, name} = this.#panel;
    const words = wordsOf(this.#panel);
    const lines = chat.transcript.turns.flatMap(turn => {
      const {text, at, alarm, reply, repliedAt} = turn;
      return [
        text && `[${new Date(at).toLocaleString(words.lang)}] ${words.you} ${text}`,
        alarm && `${words.emergency}: ${alarm.text}`,
        reply && `[${new Date(repliedAt).toLocaleString(words.lang)}] ${speakerOf(turn, words)}: ${reply}`,
      ];
    });
    const text = [name, '', ...lines.filter(Boolean)].join('\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
    link.download = `${name}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.#become('closed');
  }
}

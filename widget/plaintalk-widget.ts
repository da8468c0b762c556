import {html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {ChatController} from './chat-controller.ts';
import {PlaintalkCloseEvent, PlaintalkOpenEvent, PlaintalkReadyEvent} from './events.ts';
import {chatIcon, closeIcon, sendIcon} from './icons.ts';
import {chooseWords} from './locales/choose-words.ts';
import type {Words} from './locales/en.ts';
import {styles} from './plaintalk-widget.styles.ts';
import {renderTurn, turnWords} from './render-turn.ts';
import type {Transcript, Turn} from './transcript.ts';

/**
 * A clinic's chat: a button in the corner and the conversation behind it, or the conversation alone where it
 * stands `inline`. The element renders; `ChatController` talks. What is being written stays in the text box:
 * a key press renders nothing.
 *
 * @event {PlaintalkReadyEvent} plaintalk-ready - rendered for the first time
 * @event {PlaintalkOpenEvent} plaintalk-open - the panel opened
 * @event {PlaintalkCloseEvent} plaintalk-close - the panel closed
 * @event {PlaintalkSendEvent} plaintalk-send - the server accepted a message (`messageId`)
 * @event {PlaintalkReplyEvent} plaintalk-reply - a reply is complete (`messageId`)
 * @event {PlaintalkErrorEvent} plaintalk-error - a message was not accepted or not answered (`code`, `messageId`)
 *
 * @slot header - instead of the title
 * @slot launcher - instead of the icon of the button; its text is the button's name
 * @slot empty - instead of the greeting
 *
 * @csspart launcher - the button that opens and closes the panel
 * @csspart panel - the dialog
 * @csspart header - its upper edge
 * @csspart title - title and subtitle
 * @csspart close - the button in the header
 * @csspart log - what was said; scrolls
 * @csspart bubble - any bubble; also `user-bubble`, `agent-bubble`
 * @csspart typing - the dots while a reply is awaited
 * @csspart link - a link in a reply
 * @csspart error - what went wrong, under a bubble
 * @csspart retry - the button beside it
 * @csspart status - the line that says the connection is lost
 * @csspart composer - text box and button
 * @csspart input - the text box
 * @csspart send - its button
 * @csspart disclosure - the line that says who answers
 *
 * @cssproperty --plaintalk-accent - launcher, send button, the visitor's bubbles
 * @cssproperty --plaintalk-on-accent - what stands on them
 * @cssproperty --plaintalk-surface - the panel
 * @cssproperty --plaintalk-text - words on it
 * @cssproperty --plaintalk-muted - quieter words on it
 * @cssproperty --plaintalk-border - lines
 * @cssproperty --plaintalk-bubble - the assistant's bubbles
 * @cssproperty --plaintalk-error - what went wrong
 * @cssproperty --plaintalk-font - font family
 * @cssproperty --plaintalk-font-size - size of the words
 * @cssproperty --plaintalk-radius - of the panel; bubbles and controls follow
 * @cssproperty --plaintalk-width - of the panel
 * @cssproperty --plaintalk-height - of the panel
 * @cssproperty --plaintalk-offset - distance from the edges of the window
 * @cssproperty --plaintalk-z-index
 */
export class PlaintalkWidget extends LitElement {
  static override properties = {
    apiUrl: {attribute: 'api-url'},
    clinicId: {attribute: 'clinic-id'},
    agentId: {attribute: 'agent-id'},
    userId: {attribute: 'user-id'},
    locale: {},
    position: {reflect: true},
    theme: {reflect: true},
    open: {type: Boolean, reflect: true},
  };

  static override styles = styles;

  /** Origin of the server; empty: where the script came from. */
  declare apiUrl: string;
  declare clinicId: string;
  declare agentId: string;
  declare userId: string;
  /** BCP 47; empty: the language of the page. */
  declare locale: string;
  declare position: 'bottom-right' | 'bottom-left' | 'inline';
  declare theme: 'auto' | 'light' | 'dark';
  /** Is the panel shown? Setting it leaves the focus alone; `show` and `hide` move it. */
  declare open: boolean;
  /** A session's; with one the widget opens no session of its own, and waits for `resume`. */
  token = '';

  readonly #chat: ChatController;
  /** Nothing of the panel is built before somebody wants it; afterwards it stays, with what is being written. */
  #isBuilt = false;

  constructor() {
    super();
    this.apiUrl = this.clinicId = this.agentId = this.userId = this.locale = '';
    this.position = 'bottom-right';
    this.theme = 'auto';
    this.open = false;
    this.#chat = new ChatController(this);
  }

  /** Opens the panel and moves the focus to the text box. */
  show(): void {
    this.open = true;
    void this.updateComplete.then(() => this.#input?.focus());
  }

  /** Closes the panel; if the focus was inside, it goes back to the launcher. */
  hide(): void {
    const isInside = this.matches(':focus-within');
    this.open = false;
    if (isInside) this.renderRoot.querySelector<HTMLElement>('[part=launcher]')?.focus();
  }

  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /** Says something for the visitor, as if it were typed; the panel stays as it is. */
  send(text: string): void {
    this.#chat.say(text);
    this.renderRoot.querySelector('[role=log]')?.scrollTo(0, 0);
  }

  /** Forgets the conversation and begins a new one. */
  clear(): void {
    this.#chat.clear();
  }

  /** Goes on with the conversation of the session that `token` is for; it stays out of the visitor's storage. */
  resume(transcript: Transcript): void {
    this.#chat.resume(transcript);
  }

  protected override firstUpdated(): void {
    this.dispatchEvent(new PlaintalkReadyEvent());
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('open')) return;
    if (this.open) this.dispatchEvent(new PlaintalkOpenEvent());
    else if (changed.get('open')) this.dispatchEvent(new PlaintalkCloseEvent());
  }

  protected override render(): TemplateResult {
    const words = chooseWords(this.locale || document.documentElement.lang);
    const isInline = this.position === 'inline';
    this.#isBuilt ||= this.open || isInline;
    return html`
      <div lang=${words.lang}>
        ${isInline ? nothing : this.#renderLauncher(words)}
        ${this.#isBuilt ? this.#renderPanel(words, isInline) : nothing}
        <div class="spoken" role="status">${this.#announcement(words)}</div>
      </div>
    `;
  }

  #renderLauncher(words: Words): TemplateResult {
    return html`
      <button part="launcher" aria-expanded=${this.open} @click=${this.toggle}>
        <slot name="launcher">${this.open ? closeIcon : chatIcon}<span class="spoken">${words.title}</span></slot>
      </button>
    `;
  }

  #renderPanel(words: Words, isInline: boolean): TemplateResult {
    return html`
      <section part="panel" role=${isInline ? 'region' : 'dialog'} aria-label=${words.title}
        @keydown=${this.#closeOnEscape}>
        <header part="header">
          <slot name="header"><div part="title"><b>${words.title}</b><small>${words.subtitle}</small></div></slot>
          ${isInline ? nothing : html`<button part="close" aria-label=${words.close} @click=${this.hide}>${closeIcon}</button>`}
        </header>
        ${this.#renderLog(words)}
        ${this.#chat.isTroubled ? html`<div part="status">${words.errors.network} ${words.retrying}</div>` : nothing}
        <form part="composer" @submit=${this.#submit}>
          <textarea part="input" rows="1" maxlength="4000" enterkeyhint="send" aria-label=${words.input} placeholder=${words.input}
            @keydown=${this.#sendOnEnter}></textarea>
          <button part="send" aria-label=${words.send}>${sendIcon}</button>
        </form>
        <footer part="disclosure">${words.disclosure}</footer>
      </section>
    `;
  }

  /** The words as they stream in are not for a screen reader: `aria-live` is off, whole replies are announced apart. */
  #renderLog(words: Words): TemplateResult {
    const {turns} = this.#chat.transcript;
    const awaited = turns.find(turn => turn.state === 'open');
    return html`
      <div part="log" role="log" aria-live="off" aria-label=${words.log} tabindex="0">
        <ol>
          <li><slot name="empty"><div part="bubble agent-bubble">${words.greeting}</div></slot></li>
          ${turns.map(turn => this.#renderTurn(turn, words, turn === awaited, turn === turns.at(-1)))}
        </ol>
      </div>
    `;
  }

  #renderTurn(turn: Turn, words: Words, isAwaited: boolean, isLast: boolean): TemplateResult {
    const canRetry = turn.state === 'refused' || (turn.state === 'failed' && isLast);
    const onRetry = canRetry ? () => this.#chat.retry(turn) : undefined;
    return renderTurn(turn, {words, isAwaited, onRetry});
  }

  #announcement(words: Words): string {
    const turn = this.#chat.announcement;
    if (!turn) return '';
    return turn.state === 'done' ? turn.reply : turnWords(turn, words);
  }

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #submit(event: Event): void {
    event.preventDefault();
    const input = this.#input;
    if (!input) return;
    this.send(input.value);
    input.value = '';
    input.focus();
  }

  #sendOnEnter(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  #closeOnEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || this.position === 'inline') return;
    event.stopPropagation();
    this.hide();
  }
}

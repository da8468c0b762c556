import {
  type ComplexAttributeConverter,
  html,
  LitElement,
  nothing,
  type PropertyDeclaration,
  type TemplateResult,
} from 'lit';
import {ChatController} from './chat-controller.ts';
import {PlaintalkEvent} from './events.ts';
import type {SomeWords} from './locales/en.ts';
import {Panel} from './panel.ts';
import {styles} from './plaintalk-widget.styles.ts';
import {renderDock, renderPanel} from './render-panel.ts';
import {scriptUrl} from './script.ts';
import type {StorageKind} from './store.ts';
import type {Turn} from './turn.ts';
import {Wording} from './wording.ts';

/** What is an attribute as well, with its default. */
const attributes = {
  apiUrl: '',
  clinicId: '',
  agentId: '',
  userId: '',
  locale: '',
  position: 'bottom-right',
  theme: 'auto',
  open: false,
  storage: 'local',
  idleMinutes: 0,
  disabled: null,
  exposeText: false,
  useWebsocket: false,
  modes: 'text',
  defaultMode: 'text',
};

/** One that is taken away is as if it had never been there. The `type` of a property is its default. */
const converter: ComplexAttributeConverter = {
  fromAttribute: (value, fallback) =>
    typeof fallback === 'boolean'
      ? value !== null
      : value === null
        ? fallback
        : typeof fallback === 'number'
          ? Number(value)
          : value,
  toAttribute: (value, fallback) =>
    typeof fallback === 'boolean' ? (value ? '' : null) : value === fallback ? null : value,
};

function asAttribute([name, type]: [string, unknown]): [string, PropertyDeclaration] {
  const attribute = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return [name, {attribute, type, reflect: true, converter}];
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

/**
 * A clinic's chat: a button in the corner and the conversation behind it, or the conversation alone where it
 * stands `inline`. The element renders; `ChatController` talks. What is being written stays in the text box:
 * a key press renders nothing.
 *
 * @event {PlaintalkEvent} plaintalk-ready - rendered for the first time
 * @event {PlaintalkEvent} plaintalk-open - the panel opened
 * @event {PlaintalkEvent} plaintalk-close - the panel closed
 * @event {PlaintalkEvent} plaintalk-send - the server accepted a message (`messageId`)
 * @event {PlaintalkEvent} plaintalk-reply - a reply is complete (`messageId`)
 * @event {PlaintalkEvent} plaintalk-error - a message was not accepted or not answered (`code`, `messageId`)
 *
 * @slot header - instead of the title
 * @slot launcher - instead of the icon of the button; its text is the button's name
 * @slot empty - instead of the greeting
 * Parts and custom properties: README.md
 */
export class PlaintalkWidget extends LitElement {
  static override readonly styles = sheet;
  static override readonly properties = {
    ...Object.fromEntries(Object.entries(attributes).map(asAttribute)),
    token: {attribute: false},
    context: {attribute: false},
    words: {attribute: false},
  };

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
  /** Where the conversation is kept: for all pages of the site, for this tab, or not at all. */
  declare storage: StorageKind;
  /** After so many minutes without a word the conversation is forgotten here; 0: after a day. */
  declare idleMinutes: number;
  /** Why nothing can be written at the moment; empty for no reason in particular; `null`: it can. */
  declare disabled: string | null;
  /** May events carry what was written? */
  declare exposeText: boolean;
  /** Should words come over a WebSocket, where the server offers one? */
  declare useWebsocket: boolean;
  /** `text`, or `voice,text`: a microphone stands beside the text box. */
  declare modes: string;
  /** `voice`: the focus is on the microphone when the panel opens. */
  declare defaultMode: string;
  /** A session's, that the page was given; with one the widget opens none, and keeps nothing in storage. */
  declare token: string | undefined;
  /** What the page wants the agent to know; sent as `metadata`. */
  declare context: Record<string, unknown> | undefined;
  /** Other words, or another language's. */
  declare words: SomeWords | undefined;

  readonly wording = new Wording(() => this.requestUpdate());
  readonly #chat = new ChatController(this);
  readonly #panel = new Panel(this, this.attachShadow({mode: 'open'}), this.#chat);
  /** Nothing of the panel is built before somebody wants it; afterwards it stays, with what is being written. */
  #isBuilt = false;
  #wasOpen = false;
  #isReady = false;

  constructor() {
    super();
    Object.assign(this, attributes);
  }

  get isInline(): boolean {
    return this.position === 'inline';
  }

  /** Is the conversation on screen? */
  get isShown(): boolean {
    return this.isConnected && (this.isInline || this.open);
  }

  /** Whoever listens for shortcuts on the page sees the element where the text box is: it is a field while that has the focus. */
  override get isContentEditable(): boolean {
    return this.shadowRoot?.activeElement?.matches('textarea,input') ?? false;
  }

  /** Where the server is. */
  get origin(): string {
    return this.apiUrl || scriptUrl;
  }

  /** Opens the panel and moves the focus to the text box. */
  show(): void {
    this.#panel.show();
  }

  /** Closes the panel; if the focus was inside, it goes back to where the panel was opened from. */
  hide(): void {
    this.#panel.hide();
  }

  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /** Says something for the visitor, as if it were typed; the panel stays as it is. */
  send(text: string): void {
    this.#chat.conversation.say(text);
    this.#panel.follow();
  }

  /** Deletes the conversation, here and on the server, and begins a new one. */
  clear(): void {
    this.#chat.conversation.clear();
  }

  /** Reads out how a turn has changed, or that it takes long. */
  announce(turn: Turn, isLong = false): void {
    this.#panel.announce(turn, isLong);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#panel.connect();
    this.#chat.connect();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#panel.stage.disconnect();
    this.#chat.disconnect();
  }

  protected override shouldUpdate(): boolean {
    return this.isConnected;
  }

  protected override willUpdate(): void {
    const {lang} = this.closest<HTMLElement>('[lang]') ?? document.documentElement;
    this.wording.choose(this.locale || lang, this.words);
    this.#chat.connect();
    this.#isBuilt ||= this.isShown;
    this.#panel.hold();
  }

  protected override render(): TemplateResult {
    const panel = this.#panel;
    const {lang, dir} = panel.words;
    return html`<div class="root ${schemeOf(this)}" lang=${lang} dir=${dir}>
      ${this.isInline || this.#chat.isSpare ? nothing : renderDock(panel)}
      ${this.#isBuilt ? renderPanel(panel) : nothing}
    </div>`;
  }

  protected override updated(): void {
    this.#panel.settle();
    this.#chat.look();
    this.#tell();
  }

  #tell(): void {
    const tell = (name: string) => this.dispatchEvent(new PlaintalkEvent(name));
    if (!this.#isReady) tell('ready');
    this.#isReady = true;
    if (this.open !== this.#wasOpen) tell(this.open ? 'open' : 'close');
    this.#wasOpen = this.open;
  }
}

/** A page that says which schemes it has is followed before the visitor's system. */
function schemeOf(element: PlaintalkWidget): string {
  if (element.theme !== 'auto') return element.theme;
  const isSaid =
    getComputedStyle(element).colorScheme !== 'normal' || document.querySelector('meta[name=color-scheme]');
  return isSaid ? '' : 'system';
}

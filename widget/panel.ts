/**
 * What the panel shows at the moment, and what is done in it. The conversation is the `ChatController`'s; here are its
 * surroundings: the menu, the text box, the view of the turns, the focus, what is read out.
 */
import type {WidgetConfig} from '../core/wire/session.ts';
import type {ChatController} from './chat-controller.ts';
import {Composer, type ComposerHost} from './composer.ts';
import {deepFocus, focusOn} from './focus.ts';
import {load} from './lib.ts';
import type {SomeWords, Words} from './locales/en.ts';
import {LogView} from './log-view.ts';
import {make, writeMarkdown} from './markdown/write-markdown.ts';
import type {More} from './more/more.ts';
import type {PanelHost, PanelView} from './panel-view.ts';
import {isQuiet, isSpoken, speakerOf, turnWords} from './render-turn.ts';
import {Stage} from './stage.ts';
import type {Turn} from './turn.ts';
import type {Voice} from './voice/voice.ts';

/** Under this height, in pixels, header and footer scroll with the words. */
const shortPx = 400;

export class Panel implements ComposerHost, PanelView {
  declare readonly root: ShadowRoot;
  declare readonly chat: ChatController;
  declare readonly host: PanelHost;
  readonly log = new LogView(this);
  readonly composer = new Composer(this);
  readonly stage = new Stage(this);
  /** There is so little room that header and footer scroll with the words. */
  isShort = false;
  /** Turns whose alarm came up while the page was there. */
  readonly alarmed = new Set<string>();
  /** What is loaded when the panel is first shown. */
  more: More | undefined;
  /** What is loaded when somebody first wants to speak. */
  voice: Voice | undefined;
  #isConnected = false;
  #isLoading = false;
  #wasShown = false;
  #opener: HTMLElement | undefined;
  #held: Element | null = null;

  constructor(host: PanelHost, root: ShadowRoot, chat: ChatController) {
    this.host = host;
    this.root = root;
    this.chat = chat;
  }

  /** In the page, as it was before its tab was loaded anew. */
  connect(): void {
    if (!this.#isConnected && this.#tab['open'] === true && !this.host.isInline) this.host.open = true;
    this.#isConnected = true;
    this.stage.connect();
  }

  get words(): Words & SomeWords {
    return this.host.wording.words;
  }

  get config(): WidgetConfig | undefined {
    return this.chat.conversation.config;
  }

  get name(): string {
    return this.config?.clinic.name ?? this.words.title;
  }

  /** Who has the conversation, where that is a person. */
  get person(): string {
    const {speaker, turns} = this.chat.transcript;
    return speaker === 'person' ? turns.findLast(({by}) => by === speaker)?.name || this.words.person : '';
  }

  /** How to reach a human being. */
  get human(): string {
    return this.config?.person.how ?? this.words.human;
  }

  get isOpen(): boolean {
    return this.host.open;
  }

  /** Opens the panel and moves the focus in. */
  show(): void {
    if (!this.isOpen) this.#opener = deepFocus();
    this.host.open = true;
    this.#then(() => this.#enter());
  }

  /** If the focus was inside, it goes back to where the panel was opened from. */
  readonly hide = (): void => {
    const isInside = this.root.activeElement !== null;
    this.voice?.stop();
    this.host.open = false;
    this.#then(() => {
      if (isInside && this.#opener?.isConnected) this.#opener.focus();
      if (isInside && !this.#opener?.matches(':focus')) focusOn(this.root, '[part=launcher]');
    });
  };

  readonly onSay = (text: string): void => this.host.send(text);

  readonly showEarlier = (): void => {
    if (this.chat.transcript.turns.length > this.log.size) this.host.requestUpdate();
    else this.more?.loadEarlier();
    this.log.showEarlier();
  };

  /** The newest, and what comes after it. */
  readonly follow = (): void => this.#then(() => this.log.follow());

  readonly edit = ({id, text}: Turn): void => {
    this.chat.conversation.apply({type: 'withdrawn', id});
    this.composer.put(text);
  };

  /** Hears what the visitor says, or has heard enough. */
  readonly talk = async (): Promise<void> => {
    const loaded = await load('voice');
    if (loaded) this.voice ??= new loaded.Voice(this);
    await this.voice?.toggle();
  };

  readonly onDraft = (draft: string): void => {
    if (draft) this.chat.conversation.prepare();
    this.#tab = {...this.#tab, draft};
  };

  /** Politely, one after the other. A region behind a modal dialog is silent, so there are two. */
  readOut(sentence: string): void {
    const {isShown} = this.host;
    const region = this.root.querySelector(`${isShown ? '[part=panel]' : '.dock'} [role=status]`);
    region?.append(make('p', sentence));
    if (region && region.children.length > 4) region.firstElementChild?.remove();
  }

  /** A reply as it is to be read: its words, as the browser lays them out, without marks. */
  plainText(reply: string): string {
    const scratch = make('div');
    scratch.className = 'spoken';
    this.root.append(scratch);
    writeMarkdown(scratch, reply);
    // biome-ignore lint/performance/useDomNodeTextContent: textContent knows no lines
    const text = scratch.innerText;
    scratch.remove();
    return text.replace(/\n+/g, '\n').trim();
  }

  /** How a turn ended, or that it takes long. By a task of its own: to lay a long reply out takes a phone a while. */
  announce(turn: Turn, isLong: boolean): void {
    if (turn.alarm) this.alarmed.add(turn.id);
    setTimeout(() => this.#announce(turn, isLong));
  }

  /** An alarm on screen speaks for itself. */
  #announce(turn: Turn, isLong: boolean): void {
    const {state, alarm, reply, code} = turn;
    const isOver = (state === 'failed' || state === 'refused') && !isQuiet(code);
    const parts = [
      isLong && this.words.longer,
      alarm && state === 'open' && !this.host.isShown && alarm.text,
      state === 'done' && isSpoken(turn) && `${speakerOf(turn, this.words)}: ${this.plainText(reply)}`,
      turnWords(turn, this),
      isOver && this.human,
    ];
    const sentence = parts.filter(Boolean).join(' ');
    if (sentence) this.readOut(sentence);
    if (state === 'done' && reply) this.voice?.read(turn);
  }

  /** Before something that has the focus may go away. */
  hold(): void {
    this.#held = this.root.activeElement;
  }

  /** After a rendering: what should be on screen, is; and the focus is not lost. */
  settle(): void {
    const {isShown, isInline, locale} = this.host;
    this.stage.sync();
    if (isShown || this.chat.conversation.token || this.#tab['erase']) this.#load();
    this.more?.settle();
    if (isShown) {
      this.onMove();
      void this.chat.conversation.loadConfig(locale);
      this.log.update();
    }
    if (isShown !== this.#wasShown) {
      this.#wasShown = isShown;
      const {draft = ''} = this.#tab;
      if (!isInline) this.#tab = {...this.#tab, open: isShown};
      if (isShown && !this.composer.text) this.composer.put(String(draft));
      if (isShown) this.log.follow();
    }
    if (this.#held && !this.#held.isConnected && !deepFocus()) this.#enter();
    this.#held = null;
  }

  /** Something about the view of the turns, or its size, has changed. */
  onMove(): void {
    const {offsetHeight = 0} = this.root.querySelector<HTMLElement>('[part=panel]') ?? {};
    const isShort = offsetHeight > 0 && offsetHeight < shortPx && !this.host.isInline;
    if (isShort === this.isShort) return;
    this.isShort = isShort;
    this.host.requestUpdate();
  }

  /** What is typed here is no shortcut of the page's. */
  readonly onKey = (event: KeyboardEvent): void => {
    const isEscape =
      event.type === 'keydown' && event.key === 'Escape' && !event.isComposing && !this.host.isInline;
    if (isEscape) {
      event.preventDefault();
      if (!this.more?.menu.close()) this.hide();
    }
    if (isEscape || event.target === this.composer.input) event.stopPropagation();
  };

  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    void load('more').then(loaded => {
      this.#isLoading = loaded !== undefined; // otherwise the next rendering tries again
      if (!loaded) return;
      this.more = new loaded.More(this);
      this.host.requestUpdate();
    });
  }

  /** Into the text box; where a finger would bring up a keyboard, only into the panel. */
  #enter(): void {
    const isTouch = matchMedia('(hover: none) and (pointer: coarse)').matches;
    const first = this.host.defaultMode === 'voice' ? '[part=voice]' : isTouch ? 'dialog' : 'textarea';
    focusOn(this.root, first, 'textarea', '[part=consent]', '[part=log]');
  }

  #then(act: () => void): void {
    void this.host.updateComplete.then(act);
  }

  get #tab(): Readonly<Record<string, unknown>> {
    return this.chat.conversation.store.tab;
  }

  set #tab(state) {
    this.chat.conversation.store.tab = state;
  }
}

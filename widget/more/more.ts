/**
 * What is loaded when the panel is first shown: following the conversation, the menu, consent, and what can be done
 * with a reply. It is built on its own; what it shares with the script is handed to it, so that there is one of each.
 */

import type {TemplateResult} from 'lit/html.js';
import type {Conversation} from '../conversation.ts';
import type {PanelView} from '../panel-view.ts';
import type {Turn} from '../turn.ts';
import {ConsentForm} from './consent.ts';
import {Ending} from './ending.ts';
import {Feedback} from './feedback.ts';
import {Follower} from './follow.ts';
import {Menu} from './menu.ts';
import {styles} from './more.styles.ts';
import {Socket} from './socket.ts';
import {Tabs} from './tabs.ts';
import {moreWords} from './words.ts';

const followers = new WeakMap<Conversation, Follower>();

export class More {
  readonly menu: Menu;
  readonly #panel: PanelView;
  readonly #consent: ConsentForm;
  readonly #feedback: Feedback;
  readonly #ending: Ending;
  readonly #socket: Socket;

  constructor(panel: PanelView) {
    this.#panel = panel;
    panel.host.wording.later = moreWords;
    this.menu = new Menu(panel);
    this.#consent = new ConsentForm(panel);
    this.#feedback = new Feedback(panel);
    this.#ending = new Ending(panel);
    this.#socket = new Socket(panel);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    panel.root.adoptedStyleSheets = [...panel.root.adoptedStyleSheets, sheet];
  }

  /** In place of the text box. */
  get instead(): TemplateResult | undefined {
    return this.#consent.form;
  }

  get hasEarlier(): boolean {
    return this.#follower.earlier !== null;
  }

  loadEarlier(): void {
    void this.#follower.loadEarlier();
  }

  /** After each rendering. */
  settle(): void {
    this.#follower.advance();
    this.#ending.advance();
    this.#socket.advance();
  }

  /** What stands under a reply; and whether that has changed. */
  renderTools(turn: Turn): TemplateResult {
    return this.#feedback.render(turn);
  }

  stateOf(turn: Turn): string {
    return this.#feedback.stateOf(turn);
  }

  /** The day, where it is another than that of `before`, or than today where nothing was before. */
  dayOf(at: number, before = Date.now()): string {
    const date = new Date(at);
    const isSame = !at || date.toDateString() === new Date(before).toDateString();
    const {lang} = this.#panel.words;
    return isSame ? '' : date.toLocaleDateString(lang, {weekday: 'long', day: 'numeric', month: 'long'});
  }

  get #follower(): Follower {
    const {conversation} = this.#panel.chat;
    const known = followers.get(conversation);
    if (known) return known;
    const follower = new Follower(conversation);
    followers.set(conversation, follower);
    const {storage, token} = this.#panel.host;
    if (storage === 'local' && !token) new Tabs(conversation);
    return follower;
  }
}

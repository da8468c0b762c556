/** The element as those meet it who install it. `test/widget/package.test.ts` holds it to the class. */
export class PlaintalkEvent extends Event {
  /** Empty where the server never accepted the message, and where none is concerned. */
  readonly messageId: string;
  /** What went wrong: the server's word, or one of the client's; or empty. */
  readonly code: string;
  /** What was said; only where `expose-text` is set. */
  readonly text: string | undefined;
}

export class PlaintalkWidget extends HTMLElement {
  /** Origin of the server; in a package it has to be said. */
  apiUrl: string;
  clinicId: string;
  agentId: string;
  userId: string;
  /** BCP 47; empty: the language of the page. */
  locale: string;
  position: 'bottom-right' | 'bottom-left' | 'inline';
  theme: 'auto' | 'light' | 'dark';
  /** Is the panel shown? Setting it leaves the focus alone; `show` and `hide` move it. */
  open: boolean;
  /** Where the conversation is kept: for all pages of the site, for this tab, or not at all. */
  storage: 'local' | 'tab' | 'none';
  /** After so many minutes without a word the conversation is forgotten here; 0: after a day. */
  idleMinutes: number;
  /** Why nothing can be written at the moment; empty for no reason in particular; `null`: it can. */
  disabled: string | null;
  /** May events carry what was written? */
  exposeText: boolean;
  /** Should words come over a WebSocket, where the server offers one? */
  useWebsocket: boolean;
  /** `text`, or `voice,text`. */
  modes: string;
  defaultMode: string;
  /** A session's, that the page was given; with one the widget opens none, and keeps nothing in storage. */
  token: string | undefined;
  /** What the page wants the agent to know; sent as `metadata`. */
  context: Record<string, unknown> | undefined;
  /** Other words, or another language's: any of those that the README names. */
  words: {readonly [name: string]: string | undefined} | undefined;

  /** Opens the panel and moves the focus to the text box. */
  show(): void;
  /** Closes the panel; if the focus was inside, it goes back to where the panel was opened from. */
  hide(): void;
  toggle(): void;
  /** Says something for the visitor, as if it were typed. */
  send(text: string): void;
  /** Deletes the conversation, here and on the server. */
  clear(): void;
}

/** As they are written in a page. */
export type PlaintalkAttributes = {
  'api-url'?: string | undefined;
  'clinic-id'?: string | undefined;
  'agent-id'?: string | undefined;
  'user-id'?: string | undefined;
  locale?: string | undefined;
  position?: PlaintalkWidget['position'] | undefined;
  theme?: PlaintalkWidget['theme'] | undefined;
  open?: boolean | undefined;
  storage?: PlaintalkWidget['storage'] | undefined;
  'idle-minutes'?: number | undefined;
  disabled?: string | undefined;
  'expose-text'?: boolean | undefined;
  'use-websocket'?: boolean | undefined;
  modes?: string | undefined;
  'default-mode'?: string | undefined;
};

export type PlaintalkEvents = {
  'plaintalk-ready': PlaintalkEvent;
  'plaintalk-open': PlaintalkEvent;
  'plaintalk-close': PlaintalkEvent;
  'plaintalk-send': PlaintalkEvent;
  'plaintalk-reply': PlaintalkEvent;
  'plaintalk-error': PlaintalkEvent;
};

declare global {
  interface HTMLElementTagNameMap {
    'plaintalk-widget': PlaintalkWidget;
  }

  interface GlobalEventHandlersEventMap extends PlaintalkEvents {}
}

/** The panel, as those see it that show a part of it: what they read there, and what they have it do. */
import type {TemplateResult} from 'lit';
import type {WidgetConfig} from '../core/wire/session.ts';
import type {ChatController, ChatHost} from './chat-controller.ts';
import type {SomeWords, Words} from './locales/en.ts';
import type {Turn} from './turn.ts';
import type {Wording} from './wording.ts';

/** The element. */
export type PanelHost = ChatHost & {
  open: boolean;
  readonly isInline: boolean;
  readonly disabled: string | null;
  readonly locale: string;
  readonly useWebsocket: boolean;
  readonly modes: string;
  readonly defaultMode: string;
  readonly wording: Wording;
  readonly updateComplete: Promise<unknown>;
  send(text: string): void;
  toggle(): void;
};

export type PanelView = {
  readonly root: ShadowRoot;
  readonly chat: ChatController;
  readonly host: PanelHost;
  readonly words: Words & SomeWords;
  readonly config: WidgetConfig | undefined;
  readonly name: string;
  /** How to reach a human being. */
  readonly human: string;
  readonly composer: {put(text: string): void};
  /** Turns whose alarm came up while the page was there. */
  readonly alarmed: ReadonlySet<string>;
  /** What is loaded when the panel is first shown. */
  readonly more:
    | {
        renderTools(turn: Turn): TemplateResult;
        stateOf(turn: Turn): string;
        dayOf(at: number, before: number | undefined): string;
      }
    | undefined;
  readonly onSay: (text: string) => void;
  readonly edit: (turn: Turn) => void;
  readOut(sentence: string): void;
  /** A reply as it is to be read. */
  plainText(reply: string): string;
};

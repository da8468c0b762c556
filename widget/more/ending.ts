/**
 * How a conversation ends: erased on the server, however long it takes to reach it; and forgotten on this machine when
 * nobody has said anything for as long as the page allows.
 */
import {createAsk} from '../client.ts';
import type {Conversation} from '../conversation.ts';
import type {PanelView} from '../panel-view.ts';
import {Poller} from '../poller.ts';

export class Ending {
  readonly #panel: PanelView;
  readonly #poller = new Poller();
  readonly #erasing = new Set<string>();
  #turns: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(panel: PanelView) {
    this.#panel = panel;
    for (const type of ['online', 'visibilitychange', 'pageshow'])
      addEventListener(type, () => this.#poller.wake());
  }

  /** After every change. */
  advance(): void {
    const {chat, host} = this.#panel;
    const {conversation} = chat;
    const {turns} = conversation.transcript;
    for (const token of tokensIn(conversation)) void this.#erase(conversation, token);
    if (turns === this.#turns) return;
    this.#turns = turns;
    clearTimeout(this.#timer);
    if (!host.idleMinutes || turns.length === 0) return;
    this.#timer = setTimeout(() => conversation.forget(), host.idleMinutes * 60_000);
  }

  async #erase({store, signal}: Conversation, token: string): Promise<void> {
    if (!signal || this.#erasing.has(token)) return;
    this.#erasing.add(token);
    const ask = createAsk(this.#panel.host.origin, () => token);
    const erased = this.#poller.follow(
      {ask: limits => ask<object>('', 'widget/session', {...limits, method: 'DELETE'}), isLast: () => true},
      signal,
    );
    // Whether it is erased now or was not there any more: nothing of it is left.
    for await (const _ of erased)
      store.tab = {...store.tab, erase: tokensIn({store}).filter(other => other !== token)};
    this.#erasing.delete(token);
  }
}

function tokensIn({store}: Pick<Conversation, 'store'>): string[] {
  const {erase} = store.tab;
  return Array.isArray(erase) ? erase.map(String) : [];
}

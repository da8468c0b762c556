/**
 * One tab asks the server for all of them: the one that holds a lock, and whichever the visitor looks at takes it. The
 * others hear from it over the storage that they share. Without locks, or without such a storage, each asks for itself.
 */
import type {Conversation} from '../conversation.ts';

export class Tabs {
  readonly #conversation: Conversation;
  #release = () => {
    // Nothing is held yet.
  };

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    if (!('locks' in navigator)) return;
    if (document.hidden) conversation.lead(false);
    this.#take();
    addEventListener('pagehide', () => this.#release()); // a page that holds a lock is not kept for the way back
    addEventListener('pageshow', ({persisted}) => persisted && this.#take());
    addEventListener('visibilitychange', () => !document.hidden && !conversation.isLeading && this.#take());
  }

  #take(): void {
    const options = document.hidden ? {} : {steal: true};
    const hold = () =>
      new Promise<void>(resolve => {
        this.#release = resolve;
        this.#conversation.lead(true);
      });
    navigator.locks.request(this.#conversation.store.key, options, hold).then(
      () => this.#conversation.lead(false),
      () => {
        this.#conversation.lead(false);
        void navigator.locks
          .request(this.#conversation.store.key, hold)
          .catch(() => this.#conversation.lead(false));
      },
    );
  }
}

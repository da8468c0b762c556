/**
 * What the page may listen to. Every event bubbles out of the shadow root; none carries what anybody wrote unless the
 * page has asked for it with `expose-text`.
 */
export class PlaintalkEvent extends Event {
  /** Empty where the server never accepted the message, and where none is concerned. */
  declare readonly messageId: string;
  /** What went wrong: the server's word, or one of the client's; or empty. */
  declare readonly code: string;
  /** What was said; only where `expose-text` is set. */
  declare readonly text: string | undefined;

  constructor(name: string, messageId = '', code = '', text?: string) {
    super(`plaintalk-${name}`, {bubbles: true, composed: true});
    this.messageId = messageId;
    this.code = code;
    this.text = text;
  }
}

/** What the page may listen to. Every event bubbles out of the shadow root; none carries what anybody wrote. */
class PlaintalkEvent extends Event {
  constructor(type: string) {
    super(type, {bubbles: true, composed: true});
  }
}

/** The element has rendered for the first time. */
export class PlaintalkReadyEvent extends PlaintalkEvent {
  constructor() {
    super('plaintalk-ready');
  }
}

export class PlaintalkOpenEvent extends PlaintalkEvent {
  constructor() {
    super('plaintalk-open');
  }
}

export class PlaintalkCloseEvent extends PlaintalkEvent {
  constructor() {
    super('plaintalk-close');
  }
}

/** The server has accepted a message. */
export class PlaintalkSendEvent extends PlaintalkEvent {
  readonly messageId: string;

  constructor(messageId: string) {
    super('plaintalk-send');
    this.messageId = messageId;
  }
}

/** A reply is complete. */
export class PlaintalkReplyEvent extends PlaintalkEvent {
  readonly messageId: string;

  constructor(messageId: string) {
    super('plaintalk-reply');
    this.messageId = messageId;
  }
}

/** A message was not accepted, or not answered. `code` is the server's, or one of the client's. */
export class PlaintalkErrorEvent extends PlaintalkEvent {
  readonly code: string;
  /** Empty when the server never accepted the message. */
  readonly messageId: string;

  constructor(code: string, messageId: string) {
    super('plaintalk-error');
    this.code = code;
    this.messageId = messageId;
  }
}

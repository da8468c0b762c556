/** Everything the widget says, in English; the shape every language must fill. */
export const en = {
  lang: 'en',
  title: 'Chat with us',
  subtitle: 'AI assistant',
  close: 'Close',
  log: 'Conversation',
  you: 'You:',
  assistant: 'Assistant:',
  typing: 'Writing…',
  greeting: 'Hello! What can we help you with?',
  input: 'Write a message',
  send: 'Send',
  retry: 'Try again',
  retrying: 'Trying again…',
  disclosure: 'You are writing with an AI. In an emergency, call your emergency number.',
  errors: {
    network: 'No connection.',
    timeout: 'The connection is very slow.',
    invalid_request: 'This message cannot be sent as it is. Please reword it.',
    rate_limited: 'Too many messages at once. Please wait a moment.',
    overloaded: 'The chat is very busy right now.',
    unavailable: 'The chat is not available right now.',
    agent_unavailable: 'The assistant could not answer.',
    agent_refused: 'The assistant cannot answer this.',
    agent_timeout: 'The assistant took too long to answer.',
    message_not_found: 'The answer to this message has expired.',
    clinic_not_found: 'This chat is not set up yet.',
    origin_not_allowed: 'This chat is not set up for this page.',
    session_token_invalid: 'This chat has ended. Please load the page again.',
    cancelled: 'This reply was cancelled.',
    internal: 'Something went wrong on our side.',
  },
};

export type Words = Omit<typeof en, 'errors'> & {readonly errors: Readonly<Record<ErrorWord, string>>};

/** The codes a visitor can meet; any other is a mistake of ours and reads as `internal`. */
export type ErrorWord = keyof typeof en.errors;

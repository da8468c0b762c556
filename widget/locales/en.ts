/**
 * Everything the widget says, in English; the shape that another language fills, and what is said where it does not.
 * `{n}` is a number or a name. What is counted stands before its number, so that no language needs its plurals here.
 */
export const en = {
  lang: 'en',
  dir: 'ltr',
  title: 'Chat with us',
  assistant: 'AI assistant',
  person: 'Our team',
  close: 'Close',
  menu: 'More',
  log: 'Conversation',
  you: 'You:',
  typing: 'Writing…',
  sending: 'Sending…',
  ahead: 'Before you in line: {n}',
  waiting: 'Our team has your message and will answer here.',
  longer: 'This takes longer than usual.',
  greeting: 'Hello! What can we help you with?',
  input: 'Write a message',
  send: 'Send',
  stop: 'Stop',
  retry: 'Try again',
  edit: 'Edit',
  retrying: 'It is sent as soon as possible.',
  retryAt: 'It is sent again at {n}.',
  clear: 'Delete conversation',
  clearing: 'Delete all that was said here, on this device and on our server?',
  cleared: 'The conversation is deleted.',
  keep: 'Keep',
  earlier: 'Earlier messages',
  newer: 'Newer below',
  unread: 'New messages: {n}',
  left: 'Characters left: {n}',
  excess: 'Characters too many: {n}',
  disabled: 'Nothing can be written here at the moment.',
  emergency: 'Emergency',
  urgent: 'This may be urgent',
  call: 'Call',
  disclosure: 'You are writing with an AI, not with a person. In an emergency, call your emergency number.',
  human: 'You can also call the clinic to talk to a person.',
  errors: {
    network: 'No connection.',
    timeout: 'The connection is very slow.',
    invalid_request: 'This message cannot be sent as it is. Please reword it.',
    rate_limited: 'Too many messages at once.',
    overloaded: 'The chat is very busy right now.',
    unavailable: 'The chat is not available right now.',
    agent_unavailable: 'The assistant could not answer.',
    agent_refused: 'The assistant cannot answer this.',
    agent_timeout: 'No answer has come.',
    message_not_found: 'The answer to this message has expired.',
    clinic_not_found: 'This chat is not set up yet.',
    origin_not_allowed: 'This chat is not set up for this page.',
    session_token_invalid: 'This chat has ended. Please load the page again.',
    consent_required: 'It is sent once you have agreed.',
    cancelled: 'Stopped.',
    internal: 'Something went wrong on our side.',
  },
};

export type Words = Omit<typeof en, 'errors'> & {readonly errors: Readonly<Record<ErrorWord, string>>};

/** The codes a visitor can meet; any other is a mistake of ours and reads as `internal`. */
export type ErrorWord = keyof typeof en.errors;

/** Words of a language, of which some may be missing. */
export type SomeWords = Partial<Omit<Words, 'errors'>> & {errors?: Partial<Words['errors']>};

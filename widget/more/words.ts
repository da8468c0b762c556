/** What is said by the part that is loaded when the panel is first shown, in English: beside its own words, most errors. */
export const moreWords = {
  ahead: 'Before you in line: {n}',
  disabled: 'Nothing can be written here at the moment.',
  menu: 'More',
  clear: 'Delete conversation',
  clearing: 'Delete all that was said here, on this device and on our server?',
  cleared: 'The conversation is deleted.',
  keep: 'Keep',
  download: 'Download conversation',
  copy: 'Copy',
  copied: 'Copied.',
  up: 'Good answer',
  down: 'Poor answer',
  comment: 'What was wrong? (optional)',
  thanks: 'Thank you.',
  consent: 'Your consent',
  privacy: 'Privacy notice',
  agree: 'I agree',
  decline: 'I do not agree',
  timeout: 'The connection is very slow.',
  invalid_request: 'This message cannot be sent as it is. Please reword it.',
  rate_limited: 'Too many messages at once.',
  overloaded: 'The chat is very busy right now.',
  agent_unavailable: 'The assistant could not answer.',
  agent_refused: 'The assistant cannot answer this.',
  agent_timeout: 'No answer has come.',
  message_not_found: 'The answer to this message has expired.',
  clinic_not_found: 'This chat is not set up yet.',
  origin_not_allowed: 'This chat is not set up for this page.',
  session_token_invalid: 'This chat has ended. Please load the page again.',
  consent_required: 'It is sent once you have agreed.',
  cancelled: 'Stopped.',
};

export type MoreWords = typeof moreWords;

/** All words of the panel. */
export function wordsOf<T extends object>({words}: {words: T}): T & MoreWords {
  return {...moreWords, ...words};
}

/**
 * What the widget says, in English; the shape that another language fills, and what is said where it does not. `{n}` is
 * a number or a time; what is counted stands before its number, so that no language needs its plurals here.
 */
import type {MoreWords} from '../more/words.ts';
import type {VoiceWords} from '../voice/words.ts';

export const en = {
  lang: 'en',
  dir: 'ltr',
  title: 'Chat with us',
  assistant: 'AI assistant',
  person: 'Our team',
  close: 'Close',
  log: 'Conversation',
  you: 'You:',
  typing: 'Writing…',
  sending: 'Sending…',
  waiting: 'Our team has your message and will answer here.',
  longer: 'This takes longer than usual.',
  greeting: 'Hello! What can we help you with?',
  input: 'Write a message',
  send: 'Send',
  talk: 'Speak',
  stop: 'Stop',
  retry: 'Try again',
  edit: 'Edit',
  retrying: 'It is sent as soon as possible.',
  retryAt: 'It is sent again at {n}.',
  earlier: 'Earlier messages',
  newer: 'Newer below',
  unread: 'New messages: {n}',
  left: 'Characters left: {n}',
  emergency: 'Emergency',
  urgent: 'This may be urgent',
  call: 'Call',
  disclosure: 'You are writing with an AI, not with a person. In an emergency, call your emergency number.',
  human: 'You can also call the clinic to talk to a person.',
  network: 'No connection.',
  unavailable: 'The chat is not available right now.',
  internal: 'Something went wrong on our side.',
};

export type Words = typeof en;

/** Words of a language, or of a page's own, of which some may be missing. */
export type SomeWords = Partial<Words & MoreWords & VoiceWords>;

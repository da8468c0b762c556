/**
 * What is known of a chat beside its words, one hash for each: what it said lately, what we sent it, whether somebody of
 * the clinic answers there. That somebody wants to hear no more stands apart, since it does not expire.
 */
import {type Channel, keys} from '../keys.ts';
import {lua, type Prelude} from '../redis/script.ts';

export type Chat = {channel: Channel; session: string};

/** A chat that has been silent for so long begins anew, in milliseconds. */
const chatTtlMs = 30 * 24 * 3_600_000;

/** `note_chat(field, value, …)`, `opted_out_at()`. */
export const chatRecord: Prelude<{chat: Chat}> = {
  lua: lua(import.meta.url, 'chat-record.lua'),
  keys: {
    chat: ({chat}) => keys.chat(chat.channel, chat.session),
    opted_out: () => keys.optedOut,
  },
  args: {chat: ({chat}) => memberOf(chat)},
  constants: {chat_ttl: chatTtlMs},
};

/** A chat's name among those that want to hear no more. */
export function memberOf({channel, session}: Chat): string {
  return `${channel} ${session}`;
}

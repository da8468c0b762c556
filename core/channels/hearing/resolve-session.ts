/**
 * A chat that comes now under one name and now under another is one conversation from when its provider gave
 * both at once. WhatsApp does this: a phone number, a privacy id, or the two together.
 */

import {sessionOf} from '../../chats/chat.ts';
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {text} from '../../redis/replies.ts';
import {call, defineScript, keyList, list, lua} from '../../redis/script.ts';
import type {Chats} from '../channel.ts';

const aliasTtlMs = 30 * 24 * 3600_000;

type Input = {channel: Channel; account: string; chats: Chats};

export const resolveSessionScript = defineScript<Input>()({
  name: 'resolve-session',
  accepts: true,
  lua: lua(import.meta.url, 'resolve-session.lua'),
  keys: {
    names: keyList(({channel, account, chats}) => {
      const sessions = chats.map(chat => sessionOf(account, chat));
      return [
        ...sessions.map(session => keys.alias(channel, session)),
        ...sessions.map(session => keys.transcript(channel, session)),
      ];
    }),
  },
  args: {lasts: () => aliasTtlMs, names: list(({chats}) => chats)},
  answers: {session: {chat: text}},
});

/** The session's name. Throws `unavailable`. */
export async function resolveSession(
  redis: Redis,
  channel: Channel,
  account: string,
  chats: Chats,
): Promise<string> {
  const {chat} = await call(redis, resolveSessionScript, {channel, account, chats});
  return sessionOf(account, chat);
}

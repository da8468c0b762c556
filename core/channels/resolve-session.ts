/**
 * A chat that comes now under one name and now under another is one conversation from when its provider gave
 * both at once. WhatsApp does this: a phone number, a privacy id, or the two together.
 */
import type {CommandParser} from 'redis';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {Chats} from './channel.ts';
import {sessionOf} from './session.ts';

const aliasTtlMs = 30 * 24 * 3600_000;

/** The session's name. Throws `unavailable`. */
export async function resolveSession(
  redis: Redis,
  channel: Channel,
  account: string,
  chats: Chats,
): Promise<string> {
  return sessionOf(account, await redis.run(client => client.resolveSession(channel, account, chats)));
}

export const resolveSessionScript = {
  SCRIPT: readLua(import.meta.url, 'resolve-session.lua'),
  parseCommand(parser: CommandParser, channel: Channel, account: string, chats: Chats) {
    parser.push(String(chats.length * 2));
    for (const chat of chats) parser.pushKey(keys.alias(channel, sessionOf(account, chat)));
    for (const chat of chats) parser.pushKey(keys.transcript(channel, sessionOf(account, chat)));
    parser.push(String(aliasTtlMs), ...chats);
  },
  transformReply(reply: unknown): string {
    return words(reply)[0] ?? '';
  },
};

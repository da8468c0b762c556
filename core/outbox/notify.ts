/** Words of our own that answer no message, through the same outbox: in order with the chat's replies. */
import type {CommandParser} from 'redis';
import {newId} from '../ids.ts';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import {type Keeping, letterKeys, pushLetter} from './delivery.ts';

export type Notice = {
  channel: Channel;
  session: string;
  target: string;
  clinic: string;
  text: string;
  /** Its name: it is said at most once in a chat within `everyMs`. */
  key: string;
  everyMs: number;
  /** The same for all notices of a kind: not said while this key is there. */
  lately?: {key: string; everyMs: number};
};

/** `repeated`: it was said lately. Safe to repeat. */
export async function notify(redis: Redis, keeping: Keeping, notice: Notice): Promise<'noted' | 'repeated'> {
  const [answer] = await redis.run(client => client.notify(newId(), notice, keeping));
  return answer === 'posted' ? 'noted' : 'repeated';
}

export const notifyScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'notify.lua'),
  parseCommand(parser: CommandParser, id: string, notice: Notice, keeping: Keeping) {
    const {channel, session, lately} = notice;
    const entry = {message: id, channel, session, entry: ''};
    const itself = {key: keys.notice(channel, session, notice.key), everyMs: notice.everyMs};
    const once = lately ? [itself, lately] : [itself];
    parser.push(String(letterKeys + once.length));
    pushLetter(parser, entry, keeping, ...once.map(({key}) => key));
    parser.push(notice.text, notice.target, notice.clinic, ...once.map(({everyMs}) => String(everyMs)));
  },
  transformReply: words,
};

/** Thumbs up or down for a message, kept with it and gone with it. */
import type {CommandParser} from 'redis';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';

export type Rating = {
  rating: 'up' | 'down';
  comment?: string | undefined;
};

/** False where nobody knows the message, or it is not of the widget session that is named. Safe to repeat. */
export async function rateMessage(
  redis: Redis,
  id: string,
  rating: Rating,
  session?: string,
): Promise<boolean> {
  const [answer] = await redis.run(client => client.rateMessage(id, rating, session ?? ''));
  return answer === 'rated';
}

export const rateMessageScript = {
  SCRIPT: readLua(import.meta.url, 'rate-message.lua'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, id: string, {rating, comment}: Rating, session: string) {
    parser.pushKey(keys.message(id));
    parser.push(session, rating, comment ?? '');
  },
  transformReply: words,
};

/** Keeping a claim while its agent works. */
import type {CommandParser} from 'redis';
import {group, keys} from '../keys.ts';
import type {Turn} from '../queue/claim.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';

/** `lost`: somebody else has the message, or it ended; stop working on it. */
export async function beat(redis: Redis, turn: Turn): Promise<'kept' | 'lost'> {
  const [answer] = await redis.run(client => client.beat(turn));
  return answer === 'kept' ? 'kept' : 'lost';
}

/** Is this still the attempt that counts? Only looks, and does not keep the claim. */
export async function isCurrent(redis: Redis, {message, attempt}: Turn): Promise<boolean> {
  const [status, current] = await redis.run(client =>
    client.hmGet(keys.message(message), ['status', 'attempt']),
  );
  return status === 'processing' && current === String(attempt);
}

export const beatScript = {
  SCRIPT: readLua(import.meta.url, 'heartbeat.lua'),
  NUMBER_OF_KEYS: 2,
  parseCommand(parser: CommandParser, turn: Turn) {
    parser.pushKey(keys.message(turn.message));
    parser.pushKey(keys.stream);
    parser.push(turn.entry, group, turn.consumer, String(turn.attempt));
  },
  transformReply: words,
};

/** Consumers of processes that are no more; each incarnation of a worker has a name of its own. */
import type {CommandParser} from 'redis';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';

export type Dismissal = {
  stream: string;
  group: string;
  /** Those that were silent for at least so long, in milliseconds. */
  silentMs: number;
  /** Only this one. */
  name?: string;
};

/** Those that hold nothing. Answers how many; 0 where there is no such stream or group. */
export async function dismissConsumers(redis: Redis, dismissal: Dismissal): Promise<number> {
  const [, count] = await redis.run(client => client.dismiss(dismissal));
  return Number(count);
}

export const dismissScript = {
  SCRIPT: readLua(import.meta.url, 'dismiss.lua'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, {stream, group, silentMs, name}: Dismissal) {
    parser.pushKey(stream);
    parser.push(group, String(silentMs), name ?? '');
  },
  transformReply: words,
};

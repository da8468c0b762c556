/** Consumers of processes that are no more; each incarnation of a worker has a name of its own. */
import type {CommandParser} from 'redis';
import {group, keys} from '../keys.ts';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';

/** Those that hold nothing and were silent for `silentMs`; with a name, only that one. Answers how many. */
export async function dismissConsumers(redis: Redis, silentMs: number, name?: string): Promise<number> {
  const [, count] = await redis.run(client => client.dismiss(silentMs, name));
  return Number(count);
}

export const dismissScript = {
  SCRIPT: readLua(import.meta.url, 'dismiss.lua'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, silentMs: number, name: string | undefined) {
    parser.pushKey(keys.stream);
    parser.push(group, String(silentMs), name ?? '');
  },
  transformReply: words,
};

/** Beginning an attempt. Whoever claimed may write to the message until somebody claims it again. */
import type {CommandParser} from 'redis';
import {ChatError} from '../errors.ts';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';
import {type Entry, entryKeys, pushEntry, type Retention} from './entry.ts';
import {Stored} from './stored.ts';

/** A claimed message: the entry, the attempt that fences it, and what is needed to answer. */
export type Turn = Entry &
  Stored & {
    metadata: Record<string, unknown>;
    attempt: number;
    consumer: string;
  };

export type Claimed = {status: 'run'; turn: Turn} | {status: 'lost' | 'ended' | 'spent'};

export type ClaimOptions = Retention & {maxAttempts: number};

/**
 * `lost`: another consumer has it. `ended`: it was over already. `spent`: it had used up its attempts and is
 * `failed` now. In the last two cases the entry is gone and the session's turn was passed on.
 */
export async function claim(
  redis: Redis,
  options: ClaimOptions,
  entry: Entry,
  consumer: string,
): Promise<Claimed> {
  const [status, attempt, ...hash] = await redis.run(client => client.claim(entry, consumer, options));
  if (status !== 'run') return {status: status as 'lost' | 'ended' | 'spent'};
  const fields = Stored.parse(pairs(hash));
  const metadata = fields.metadata ?? {};
  return {status, turn: {...entry, ...fields, metadata, attempt: Number(attempt), consumer}};
}

export const claimScript = {
  SCRIPT: readLua(import.meta.url, 'settle.lua', 'claim.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, entry: Entry, consumer: string, options: ClaimOptions) {
    const spent = new ChatError('agent_unavailable');
    const late = new ChatError('agent_timeout');
    pushEntry(parser, entry, options);
    parser.push(consumer, String(options.maxAttempts), spent.code, spent.words, late.code, late.words);
  },
  transformReply: words,
};

function pairs(list: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) record[list[i] as string] = list[i + 1] as string;
  return record;
}

/** Beginning an attempt. Whoever claimed may write to the message until somebody claims it again. */
import type {CommandParser} from 'redis';
import {z} from 'zod';
import {wordsOf} from '../errors.ts';
import {type Entry, entryKeys, pushEntry, type Retention} from '../fifo/entry.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua} from '../redis/lua.ts';
import {Stored} from './stored.ts';
import {historyOf, readAtOnce, type Utterance} from './transcript.ts';

/** A claimed message: the entry, the attempt that fences it, and what is needed to answer. */
export type Turn = Entry &
  Stored & {
    metadata: Record<string, unknown>;
    /** What was said before in this conversation, oldest first. */
    history: readonly Utterance[];
    attempt: number;
    consumer: string;
  };

export type Claimed = {status: 'run'; turn: Turn} | {status: 'lost' | 'ended' | 'spent' | 'parked'};

export type ClaimOptions = Retention & {maxAttempts: number};

/**
 * `lost`: another consumer has it. `ended`: it was over already. `spent`: it had used up its attempts and is
 * `failed` now. In these two cases the entry is gone and the session's turn was passed on. `parked`: the entry is
 * gone, and the message keeps its turn until a person has answered.
 */
export async function claim(
  redis: Redis,
  options: ClaimOptions,
  entry: Entry,
  consumer: string,
): Promise<Claimed> {
  const answer = await redis.run(client => client.claim(entry, consumer, options));
  if (answer.status !== 'run') return answer;
  const fields = Stored.parse(answer.hash);
  const {attempt, newest} = answer;
  const history = historyOf(newest, entry.message);
  const metadata = fields.metadata ?? {};
  return {status: 'run', turn: {...entry, ...fields, metadata, history, attempt, consumer}};
}

type Begun = z.infer<typeof Answer>;

/** Names and values in turn, as a record. */
const Fields = z.array(z.string()).transform(list => {
  const record: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) record[list[i] as string] = list[i + 1] as string;
  return record;
});
const Utterances = z.array(z.tuple([z.string(), Fields]).transform(([id, message]) => ({id, message})));
const Answer = z.union([
  z
    .tuple([z.literal('run'), z.number(), Fields, Utterances])
    .transform(([status, attempt, hash, newest]) => ({status, attempt, hash, newest})),
  z.tuple([z.enum(['lost', 'ended', 'spent', 'parked'])]).transform(([status]) => ({status})),
]);

export const claimScript = {
  SCRIPT: readLua(import.meta.url, 'ending.lua', 'claim.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, entry: Entry, consumer: string, options: ClaimOptions) {
    pushEntry(parser, entry, options);
    parser.push(consumer, String(options.maxAttempts), 'agent_unavailable', wordsOf('agent_unavailable'));
    parser.push('agent_timeout', wordsOf('agent_timeout'), String(readAtOnce));
  },
  transformReply(reply: unknown): Begun {
    return Answer.parse(reply);
  },
};

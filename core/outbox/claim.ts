/** Beginning an attempt to deliver a letter. Whoever took it may send until somebody else takes it. */
import type {CommandParser} from 'redis';
import type {Entry} from '../fifo/entry.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import {type Keeping, letterKeys, pushLetter} from './delivery.ts';

export type Letter = Entry & {
  consumer: string;
  attempt: number;
  text: string;
  target: string;
  /** The message answered, where others came in after it. */
  quoted: string | undefined;
  /** Pieces that have gone out. */
  sent: number;
  /** The next piece, where it may have gone out as well. */
  open:
    | {
        piece: number;
        tries: number;
        /** When it was first tried, in unix milliseconds by Redis' clock. */
        sinceMs: number;
        /** How long nobody has known, in milliseconds. */
        unsureMs: number;
      }
    | undefined;
};

export type Taken = {status: 'send'; letter: Letter} | {status: 'lost' | 'ended' | 'parked'};

export type TakeOptions = Keeping & {
  /** How often a parked account is tried, in milliseconds. */
  probeMs: number;
};

/**
 * `lost`: another consumer has it. `ended`: it was over already, and the next one of the chat may leave. `parked`: its
 * account is, and the letter with it.
 */
export async function takeLetter(
  redis: Redis,
  options: TakeOptions,
  entry: Entry,
  consumer: string,
): Promise<Taken> {
  const [status, ...rest] = await redis.run(client => client.takeLetter(entry, consumer, options));
  if (status !== 'send') return {status: status as 'lost' | 'ended' | 'parked'};
  const [attempt, text = '', target = '', providerId = '', crowded, sent, piece, ...times] = rest;
  const [tries = 0, sinceMs = 0, unsureMs = 0] = times.map(Number);
  return {
    status,
    letter: {
      ...entry,
      consumer,
      attempt: Number(attempt),
      text,
      target,
      quoted: crowded === '1' && providerId !== '' ? providerId : undefined,
      sent: Number(sent),
      open: piece === '' ? undefined : {piece: Number(piece), tries, sinceMs, unsureMs},
    },
  };
}

export const takeLetterScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'claim.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, entry: Entry, consumer: string, options: TakeOptions) {
    pushLetter(parser, entry, options);
    parser.push(consumer, String(options.probeMs));
  },
  transformReply: words,
};

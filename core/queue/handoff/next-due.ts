/** Conversations whose clinic is to be told that a person must take over: each until somebody has told it. */
import type {CommandParser} from 'redis';
import {parseTicket} from '../../fifo/entry.ts';
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {readLua, words} from '../../redis/lua.ts';

export type Handoff = {
  message: string;
  channel: Channel;
  session: string;
  clinic: string | null;
  reason: string | null;
  /** When it was handed off, unix milliseconds; `null` where the agent has it back. */
  handedOffAt: number | null;
  /** Ends it: nobody needs to be told any more. */
  done(): Promise<void>;
};

/** The next one that is due, or `null`. It is due again after `againMs`, whatever becomes of this process. */
export async function takeHandoff(redis: Redis, againMs: number): Promise<Handoff | null> {
  const [answer, ticket = ''] = await redis.run(client => client.takeHandoff(againMs));
  if (answer !== 'due') return null;
  const done = async () => void (await redis.run(client => client.zRem(keys.handoffs, ticket)));
  const entry = parseTicket(ticket);
  if (!entry) {
    await done();
    return null;
  }
  const {message, channel, session} = entry;
  const [[at, reason = null], clinic] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session(channel, session), ['handed_off', 'handoff_reason']),
      client.hGet(keys.message(message), 'clinic'),
    ]),
  );
  const handedOffAt = at == null ? null : Number(at);
  return {message, channel, session, clinic, reason, handedOffAt, done};
}

export const takeHandoffScript = {
  SCRIPT: readLua(import.meta.url, 'next-due.lua'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, againMs: number) {
    parser.pushKey(keys.handoffs);
    parser.push(String(againMs));
  },
  transformReply: words,
};

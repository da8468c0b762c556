/** Conversations whose clinic is to be told that a person must take over: each until somebody has told it. */
import {parseEntryKey} from '../../fifo/entry.ts';
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue} from '../../redis/next-due.ts';
import {openIfWhole} from '../../seal.ts';

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
export async function nextDueHandoff(redis: Redis, againMs: number): Promise<Handoff | null> {
  const entryKey = await nextDue(redis, keys.handoffs, againMs);
  if (entryKey === null) return null;
  const done = async () => void (await redis.run(client => client.zRem(keys.handoffs, entryKey)));
  const entry = parseEntryKey(entryKey);
  if (!entry) {
    await done();
    return null;
  }
  const {message, channel, session} = entry;
  const [[at, sealed], clinic] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session(channel, session), ['handed_off', 'handoff_reason']),
      client.hGet(keys.message(message), 'clinic'),
    ]),
  );
  const handedOffAt = at == null ? null : Number(at);
  const context = {clinic: clinic ?? '', owner: session};
  const reason = openIfWhole(redis.sealer, 'handoff_reason', context, sealed) ?? null;
  return {message, channel, session, clinic, reason, handedOffAt, done};
}

/**
 * Tells the clinic, by a signed POST, that a person must take over a conversation: who is in it and why, nothing of what
 * was said. Whatever fails is tried again every half a minute, by any worker, until the clinic has answered with 2xx, the
 * conversation was given back, or a day has passed.
 */
import type {Log} from '../core/log.ts';
import {tellSigned} from '../core/post-signed.ts';
import {type Handoff, nextDueHandoff} from '../core/queue/handoff/next-due.ts';
import type {Redis} from '../core/redis/connection.ts';

export type HandoffDeps = {
  redis: Redis;
  log: Log;
  /** Without a URL nobody is told. */
  handoff: {url: string | undefined; secret: string | undefined};
  /** Until the next try, in milliseconds; longer than a try can take. */
  againMs?: number;
};

const dayMs = 86_400_000;

/** Tells of all that are due, one after the other. */
export async function tellHandoffs(deps: HandoffDeps): Promise<void> {
  const {redis, againMs = 30_000} = deps;
  for (;;) {
    const handoff = await nextDueHandoff(redis, againMs);
    if (!handoff) return;
    if (isOver(handoff) || (await tell(deps, handoff))) await handoff.done();
  }
}

async function tell(
  {handoff: {url, secret}, ...deps}: HandoffDeps,
  {message, channel, session, clinic, reason, handedOffAt}: Handoff,
): Promise<boolean> {
  const log = deps.log.child({message, channel});
  if (url === undefined) return true;
  const told = {
    event: 'handoff',
    message_id: message,
    session_id: session,
    channel,
    clinic_id: clinic,
    reason,
    at: new Date(handedOffAt ?? 0).toISOString(),
  };
  return tellSigned(log, 'handoff', {url, secret}, told);
}

function isOver({handedOffAt}: Handoff): boolean {
  return handedOffAt === null || Date.now() - handedOffAt > dayMs;
}

/**
 * Tells the clinic, by a signed POST, that a person must take over a conversation: who is in it and why, nothing of what
 * was said. Whatever fails is tried again every half a minute, by any worker, until the clinic has answered with 2xx, the
 * conversation was given back, or a day has passed. Many of one sender's, or of one clinic's, are told together: see
 * `core/queue/crowds/crowd.ts`.
 */
import type {Log} from '../core/log.ts';
import {tellSigned} from '../core/post-signed.ts';
import {type Handoff, nextCrowdOfHandoffs, nextDueHandoff} from '../core/queue/handoff/next-due.ts';
import type {Redis} from '../core/redis/connection.ts';

export type HandoffDeps = {
  redis: Redis;
  log: Log;
  /** Without a URL nobody is told. */
  handoff: {url: string | undefined; secret: string | undefined};
  /** Until the next try, in milliseconds; longer than a try can take. */
  againMs?: number;
  /** Between two times that a clinic's crowd is told of, in milliseconds. */
  pauseMs?: number;
};

const dayMs = 86_400_000;

/** Tells of all that are due, one after the other. */
export async function tellHandoffs(deps: HandoffDeps): Promise<void> {
  const {redis, againMs = 30_000, pauseMs = 60_000} = deps;
  for (const next of [nextDueHandoff, nextCrowdOfHandoffs]) {
    for (;;) {
      const handoff = await next(redis, {againMs, pauseMs});
      if (!handoff) break;
      if (handoff !== 'gone' && (await isOver(deps, handoff))) await handoff.done();
    }
  }
}

/** Is there nothing left to tell of it? */
async function isOver({handoff: {url, secret}, ...deps}: HandoffDeps, handoff: Handoff): Promise<boolean> {
  const {message, channel, session, clinic, reason, handedOffAt, further} = handoff;
  if (url === undefined || Date.now() - handedOffAt > dayMs) return true;
  const log = deps.log.child({message, channel});
  const told = {
    event: 'handoff',
    message_id: message,
    session_id: session,
    channel,
    clinic_id: clinic,
    reason,
    at: new Date(handedOffAt).toISOString(),
    ...(further > 0 && {further}),
  };
  return tellSigned(log, 'handoff', {url, secret}, told);
}

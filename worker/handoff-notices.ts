/**
 * Tells the clinic, by a signed POST, that a person must take over a conversation: who is in it and why, nothing of what
 * was said. Whatever fails is tried again every half a minute, by any worker, until the clinic has answered with 2xx, the
 * conversation was given back, or a day has passed. Many of one sender's, or of one clinic's, are told together: see
 * `core/queue/crowds/crowd.ts`.
 */
import type {Log} from '../core/log.ts';
import {tellSigned} from '../core/post-signed.ts';
import {Teller} from '../core/queue/crowds/teller.ts';
import {type Handoff, handoffs} from '../core/queue/handoff/handoffs.ts';
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

export function createHandoffTeller(deps: HandoffDeps): Teller<Handoff> {
  const {redis, log, againMs = 30_000, pauseMs = 60_000} = deps;
  const tell = (handoff: Handoff, further: number) => isOver(deps, handoff, further);
  return new Teller({redis, log, source: handoffs, pace: {againMs, pauseMs}, tell});
}

/** Is there nothing left to tell of it? */
async function isOver(
  {handoff: {url, secret}, ...deps}: HandoffDeps,
  {message, channel, session, clinic, reason, atMs}: Handoff,
  further: number,
): Promise<boolean> {
  if (url === undefined) return true;
  const log = deps.log.child({message, channel});
  const told = {
    event: 'handoff',
    message_id: message,
    session_id: session,
    channel,
    clinic_id: clinic,
    reason,
    at: new Date(atMs).toISOString(),
    ...(further > 0 && {further}),
  };
  return tellSigned(log, 'handoff', {url, secret}, told);
}

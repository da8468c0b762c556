import type {Log} from '../log.ts';
import type {Redis} from '../redis/connection.ts';
import type {Fifo} from './fifo.ts';
import {type Claim, heartbeat, isCurrent} from './heartbeat.ts';

export type HeartbeatDeps = {redis: Redis; log: Log; options: {heartbeatMs: number}};

/** A cancelled turn is broken off within a second: a beat writes, and is too dear for that; a look only reads. */
const lookMs = 700;

/**
 * Says that a job is being worked on, until it is told to stop. Calls back when somebody else has it, or nobody wants
 * it any more; without a callback nobody looks for that. A beat that cannot be sent proves nothing: the next one tells.
 */
export function keepBeating(
  {redis, options, log}: HeartbeatDeps,
  fifo: Fifo,
  claim: Claim,
  onLost?: () => void,
): () => void {
  const every = (ms: number, isOurs: () => Promise<boolean>) =>
    setInterval(async () => {
      try {
        if (!(await isOurs())) onLost?.();
      } catch (error) {
        log.debug({message: claim.message, error}, 'heartbeat.failed');
      }
    }, ms);
  const timers = [every(options.heartbeatMs, async () => (await heartbeat(redis, fifo, claim)) === 'kept')];
  if (onLost) timers.push(every(lookMs, () => isCurrent(redis, fifo, claim)));
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

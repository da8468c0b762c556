import {beat, isCurrent} from '../core/fifo/heartbeat.ts';
import type {Log} from '../core/log.ts';
import type {Turn} from '../core/queue/claim.ts';
import type {Redis} from '../core/redis/connection.ts';

export type HeartbeatDeps = {redis: Redis; log: Log; options: {heartbeatMs: number}};

/** A cancelled turn is broken off within a second: a beat writes, and is too dear for that; a look only reads. */
const lookMs = 700;

/**
 * Says that a turn is being worked on, until it is told to stop. Calls back when somebody else has it, or nobody wants
 * it any more. A beat that cannot be sent proves nothing: the next one tells.
 */
export function keepBeating(
  {redis, options, log}: HeartbeatDeps,
  turn: Turn,
  onLost: () => void,
): () => void {
  const every = (ms: number, isOurs: () => Promise<boolean>) =>
    setInterval(async () => {
      try {
        if (!(await isOurs())) onLost();
      } catch (error) {
        log.debug({message: turn.message, error}, 'beat.failed');
      }
    }, ms);
  const timers = [
    every(options.heartbeatMs, async () => (await beat(redis, turn)) === 'kept'),
    every(lookMs, () => isCurrent(redis, turn)),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

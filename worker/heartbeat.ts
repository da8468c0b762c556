import type {Log} from '../core/log.ts';
import {beat} from '../core/queue/beat.ts';
import type {Turn} from '../core/queue/claim.ts';
import type {Redis} from '../core/redis.ts';

export type HeartbeatDeps = {redis: Redis; log: Log; options: {heartbeatMs: number}};

/**
 * Says that a turn is being worked on, until it is told to stop. Calls back once when somebody else has it. A beat
 * that cannot be sent proves nothing: the next one tells.
 */
export function keepBeating(
  {redis, options, log}: HeartbeatDeps,
  turn: Turn,
  onLost: () => void,
): () => void {
  const timer = setInterval(async () => {
    try {
      if ((await beat(redis, turn)) === 'lost') onLost();
    } catch (error) {
      log.debug({message: turn.message, error}, 'beat.failed');
    }
  }, options.heartbeatMs);
  return () => clearInterval(timer);
}

/** How the outbox is: what waits in it, and through which accounts nothing can leave. For health and metrics. */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';

export type OutboxState = {
  /** Letters in the stream: being sent, or waiting for a sender. */
  waiting: number;
  /** Letters put aside for a while. */
  delayed: number;
  /** `channel account`, of those through which nothing can leave until somebody acts. */
  parked: string[];
};

export async function readOutbox(redis: Redis): Promise<OutboxState> {
  return redis.run(async client => {
    const [waiting, delayed, parked] = await Promise.all([
      client.xLen(keys.outbox),
      client.zCard(keys.outboxDelayed),
      client.hKeys(keys.parked),
    ]);
    return {waiting, delayed, parked: parked.sort()};
  });
}

/** How our instances are, as far as the worker that looks after them knows. For health and metrics. */
import {z} from 'zod';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';

export type InstanceState = {
  instance: string;
  /** `unknown` before the first look. */
  state: 'open' | 'connecting' | 'close' | 'unknown';
  /** When that was last known, and when something last came in, in unix milliseconds. */
  stateAt: number | undefined;
  lastInboundAt: number | undefined;
  /** Messages that were sent through it and failed afterwards; and when the last one did, in unix milliseconds. */
  failed: number;
  failedAt: number | undefined;
};

const Stored = z.object({
  state: z.enum(['open', 'connecting', 'close']).optional(),
  state_at: z.coerce.number().optional(),
  last_inbound_at: z.coerce.number().optional(),
  failed: z.coerce.number().default(0),
  failed_at: z.coerce.number().optional(),
});

export async function readInstances(redis: Redis, instances: Iterable<string>): Promise<InstanceState[]> {
  const names = [...instances];
  const hashes = await redis.run(client =>
    Promise.all(names.map(name => client.hGetAll(keys.account('whatsapp', name)))),
  );
  return names.map((instance, i) => {
    const {state = 'unknown', failed, ...times} = Stored.parse(hashes[i]);
    const {state_at: stateAt, last_inbound_at: lastInboundAt, failed_at: failedAt} = times;
    return {instance, state, stateAt, lastInboundAt, failed, failedAt};
  });
}

/** How our instances are, as far as the worker that looks after them knows. For health and metrics. */
import {z} from 'zod';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis.ts';

export type InstanceState = {
  instance: string;
  /** `unknown` before the first look. */
  state: 'open' | 'connecting' | 'close' | 'unknown';
  /** When that was last known, and when something last came in, in unix milliseconds. */
  stateAt: number | undefined;
  lastInboundAt: number | undefined;
};

const Stored = z.object({
  state: z.enum(['open', 'connecting', 'close']).optional(),
  state_at: z.coerce.number().optional(),
  last_inbound_at: z.coerce.number().optional(),
});

export async function readInstances(redis: Redis, instances: Iterable<string>): Promise<InstanceState[]> {
  const names = [...instances];
  const hashes = await redis.run(client =>
    Promise.all(names.map(name => client.hGetAll(keys.account('whatsapp', name)))),
  );
  return names.map((instance, i) => {
    const {state = 'unknown', state_at, last_inbound_at} = Stored.parse(hashes[i]);
    return {instance, state, stateAt: state_at, lastInboundAt: last_inbound_at};
  });
}

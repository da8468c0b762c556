/** Keeping a claimed job while somebody works on it. */
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import type {Entry} from './entry.ts';
import {type Fifo, held} from './fifo.ts';

/** A job that was claimed: the attempt is the fence of whatever its consumer writes. */
export type Claim = Entry & {attempt: number; consumer: string};

type Input = {fifo: Fifo; entry: Entry; claim: Claim};

export const heartbeatScript = defineScript<Input>()({
  name: 'heartbeat',
  lua: lua(import.meta.url, 'heartbeat.lua'),
  uses: [held],
  keys: {hash: ({fifo, entry}) => fifo.hash(entry.message)},
  args: {
    running: ({fifo}) => fifo.running,
    consumer: ({claim}) => claim.consumer,
    attempt: ({claim}) => claim.attempt,
  },
  answers: {kept: {}, lost: {}},
});

/** `lost`: somebody else has the job, or it is over; stop working on it. */
export async function heartbeat(redis: Redis, fifo: Fifo, claim: Claim): Promise<'kept' | 'lost'> {
  return (await call(redis, heartbeatScript, {fifo, entry: claim, claim})).status;
}

/** Is this still the attempt that counts? Only looks, and does not keep the claim. */
export async function isCurrent(redis: Redis, fifo: Fifo, {message, attempt}: Claim): Promise<boolean> {
  const [status, current] = await redis.run(client =>
    client.hmGet(fifo.hash(message), ['status', 'attempt']),
  );
  return status === fifo.running && current === String(attempt);
}

/** The deliveries that this worker carries out, many at once: a use of the stream consumer. Chats do not wait for each other. */

import {StreamConsumer} from '../../fifo/stream-consumer.ts';
import {deliveries} from '../../outbox/delivery.ts';
import type {Redis} from '../../redis/connection.ts';
import {type DeliverDeps, deliver} from './deliver.ts';

export type DeliverySenderDeps = DeliverDeps & {
  /** Of this sender alone: it blocks. */
  blocking: Redis;
  /** Deliveries at once; they mostly wait for their provider. */
  concurrency: number;
  claimIdleMs: number;
  blockMs?: number;
};

export function createDeliverySender({blockMs, ...deps}: DeliverySenderDeps): StreamConsumer {
  const {redis, blocking, log, concurrency, claimIdleMs, options} = deps;
  return new StreamConsumer({
    fifo: deliveries,
    redis,
    blocking,
    log,
    concurrency,
    claimIdleMs,
    keepMs: options.resultTtlMs,
    ...(blockMs !== undefined && {blockMs}),
    work: (entry, consumer) => deliver(deps, entry, consumer),
    onJoin: consumer => log.info({consumer}, 'sender.ready'),
  });
}

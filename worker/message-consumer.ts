/** The messages that this worker answers: a use of the stream consumer. */

import {StreamConsumer} from '../core/fifo/stream-consumer.ts';
import {messages} from '../core/queue/messages.ts';
import type {Redis} from '../core/redis/connection.ts';
import {type TurnDeps, takeTurn} from './take-turn.ts';

export type MessageConsumerDeps = TurnDeps & {
  /** Of this consumer alone: it blocks. */
  blocking: Redis;
  concurrency: number;
  claimIdleMs: number;
  blockMs?: number;
  /** Told that it reads, on every new connection. */
  onReady?: () => void;
};

export function createMessageConsumer({blockMs, onReady, ...deps}: MessageConsumerDeps): StreamConsumer {
  const {redis, blocking, log, concurrency, claimIdleMs, options} = deps;
  return new StreamConsumer({
    fifo: messages,
    redis,
    blocking,
    log,
    concurrency,
    claimIdleMs,
    keepMs: options.resultTtlMs,
    ...(blockMs !== undefined && {blockMs}),
    work: (entry, consumer, leaving) => takeTurn(deps, entry, consumer, leaving),
    onJoin(consumer) {
      log.info({consumer}, 'worker.ready');
      onReady?.();
    },
  });
}

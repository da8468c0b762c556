/**
 * Carries the deliveries of every channel that is on. Both kinds of process do: the guard's words leave also while no
 * worker is there.
 */
import type {StreamConsumer} from '../../fifo/stream-consumer.ts';
import type {Log} from '../../log.ts';
import type {Redis} from '../../redis/connection.ts';
import type {DeliverDeps} from './deliver.ts';
import {createDeliverySender} from './delivery-sender.ts';

export type SenderDeps = {
  config: {turns: {heartbeatMs: number; claimIdleMs: number}; queue: {resultTtlMs: number}};
  redis: Redis;
  /** Of this sender alone: it blocks. */
  blocking: Redis;
  log: Log;
  outbounds: DeliverDeps['outbounds'];
  /** Told in how many milliseconds a delivery will be tried again. */
  onDelayed(ms: number): void;
};

/** How long to wait before what; in milliseconds. */
const patience: Omit<DeliverDeps['options'], 'heartbeatMs' | 'resultTtlMs'> = {
  graceMs: 10_000,
  lookMs: 1000,
  retryMs: 1000,
  longestRetryMs: 60_000,
  probeMs: 60_000,
  awayProbeMs: 5000,
};
/** Deliveries at once. */
const concurrency = 64;
/** Nobody waits for the outbox to be read sooner: what is put into it ends the blocking. */
const blockMs = 10_000;

export function startSender({config, ...deps}: SenderDeps): StreamConsumer {
  const {heartbeatMs, claimIdleMs} = config.turns;
  const options = {heartbeatMs, resultTtlMs: config.queue.resultTtlMs, ...patience};
  return createDeliverySender({...deps, options, concurrency, claimIdleMs, blockMs}).start();
}

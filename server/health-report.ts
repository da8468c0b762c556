/** How the whole pipeline is, from one round trip to Redis; and what somebody ought to look at. */

import {type InstanceState, readInstances} from '../core/channels/whatsapp/read-instances.ts';
import {ChatError, toChatError} from '../core/errors.ts';
import {type OutboxState, readOutbox} from '../core/outbox/read-outbox.ts';
import {readAlarmsHeard} from '../core/queue/alarms/heard.ts';
import {quantile, readWidgetStats, replies, type WidgetStats} from '../core/queue/figures/histogram.ts';
import {type QueueState, readQueue} from '../core/queue/figures/read-queue.ts';
import {readUpstreams, type UpstreamState} from '../core/queue/figures/upstreams.ts';
import {type Condition, readCondition} from '../core/redis/condition.ts';
import type {Redis} from '../core/redis/connection.ts';
import {faultSentence} from '../core/redis/fault.ts';
import type {StreamsHealth} from '../core/wire/health.ts';
import {reasonsOf, verdictOf, when} from './health-reasons.ts';

export type HealthDeps = {
  redis: Redis;
  limits: {deadlineMs: number; queueMaxLength: number};
  /** Who waits at this process: by long polls and streams, and on sockets. */
  waitingRoom: {readonly size: number};
  socketRoom: {readonly size: number};
  /** The WhatsApp instances of the settings. */
  instances: readonly string[];
};

type Channel = StreamsHealth['channels'][number];

/** A clinic that is connected hears of somebody every day. */
const silentMs = 24 * 3_600_000;

/** Throws `unavailable` when Redis is away, with the cause. Its cost grows with workers and instances, not with messages. */
export async function reportHealth(deps: HealthDeps): Promise<StreamsHealth> {
  try {
    return await report(deps);
  } catch (error) {
    const {fault} = deps.redis;
    if (!fault || toChatError(error).code !== 'unavailable') throw error;
    const detail = `${faultSentence(fault.code)} since ${when(fault.since, Date.now())}`;
    throw new ChatError('unavailable', detail, {cause: error});
  }
}

async function report(deps: HealthDeps): Promise<StreamsHealth> {
  const {redis} = deps;
  // All are written at once, and travel together.
  const [condition, queue, outbox, instances, stats, upstreams, guard] = await Promise.all([
    readCondition(redis),
    readQueue(redis),
    readOutbox(redis),
    readInstances(redis, deps.instances),
    readWidgetStats(redis),
    readUpstreams(redis),
    readAlarmsHeard(redis),
  ]);
  const nowMs = Date.now();
  const channels = instances.map(instance => channelOf(instance, nowMs));
  const reasons = reasonsOf({queue, outbox, condition, channels, upstreams, limits: deps.limits, nowMs});
  return {
    status: verdictOf(reasons),
    reasons,
    redis: redisOf(condition),
    streams: streamsOf(queue, outbox),
    workers: {
      total: queue.workers.length,
      slots: queue.workers.reduce((sum, {slots}) => sum + slots, 0),
      present: queue.workers,
    },
    channels,
    upstreams: upstreams.map(upstreamOf),
    guard,
    widget_stats: widgetStatsOf(stats, deps),
  };
}

function redisOf({
  usedBytes,
  maxBytes,
  clients,
  mostClients,
  role,
  version,
}: Condition): StreamsHealth['redis'] {
  return {
    used_bytes: usedBytes,
    max_bytes: maxBytes || null,
    connections: clients,
    max_connections: mostClients || null,
    role,
    version,
  };
}

function upstreamOf({agent, clinic, code, reason, since, isOpen}: UpstreamState) {
  const circuit = isOpen ? ('open' as const) : ('closed' as const);
  return {agent, clinic: clinic ?? null, code, reason, since: new Date(since).toISOString(), circuit};
}

function channelOf(known: InstanceState, nowMs: number): Channel {
  const {instance, state, stateAt, lastInboundAt = 0, failed, failedAt} = known;
  return {
    channel: 'whatsapp',
    instance,
    state,
    state_at: timeOf(stateAt),
    last_inbound_at: timeOf(lastInboundAt || undefined),
    silent: state === 'open' && nowMs - lastInboundAt > silentMs,
    failed,
    last_failed_at: timeOf(failedAt),
  };
}

function streamsOf(queue: QueueState, outbox: OutboxState): StreamsHealth['streams'] {
  const {length, lag, pending, oldestAgeMs, open, delayed, lanes, dead} = queue;
  const {waiting, parked, givenUp, optedOut} = outbox;
  return {
    messages: {length, lag, pending, oldest_age_ms: oldestAgeMs, open, delayed, lanes, dead},
    outbox: {
      waiting,
      delayed: outbox.delayed,
      parked,
      dead: outbox.dead,
      given_up: givenUp,
      opted_out: optedOut,
    },
  };
}

function widgetStatsOf(
  stats: WidgetStats,
  {waitingRoom, socketRoom}: HealthDeps,
): StreamsHealth['widget_stats'] {
  const count = replies(stats);
  return {
    widget_messages_processed: count + stats.failed,
    widget_websocket_connections: socketRoom.size,
    widget_long_polls: waitingRoom.size,
    widget_response_latency: {
      count,
      p50: quantile(stats, 0.5),
      p95: quantile(stats, 0.95),
      p99: quantile(stats, 0.99),
    },
  };
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** How the whole pipeline is, from one round trip to Redis; and what somebody ought to look at. */
import {type InstanceState, readInstances} from '../core/channels/whatsapp/read-instances.ts';
import {type OutboxState, readOutbox} from '../core/outbox/read-outbox.ts';
import {readAlarmsHeard} from '../core/queue/alarms/heard.ts';
import {quantile, readWidgetStats, replies, type WidgetStats} from '../core/queue/figures/histogram.ts';
import {type QueueState, readQueue} from '../core/queue/figures/read-queue.ts';
import {readUpstreams, type UpstreamState} from '../core/queue/figures/upstreams.ts';
import type {Redis} from '../core/redis/connection.ts';
import type {StreamsHealth} from '../core/wire/health.ts';

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

const hourMs = 3_600_000;
/** A clinic that is connected hears of somebody every day. */
const silentMs = 24 * hourMs;

/** Throws `unavailable` when Redis is away. Its cost grows with workers and instances, not with messages. */
export async function reportHealth(deps: HealthDeps): Promise<StreamsHealth> {
  const {redis} = deps;
  // All are written at once, and travel together.
  const [queue, outbox, instances, stats, upstreams, guard] = await Promise.all([
    readQueue(redis),
    readOutbox(redis),
    readInstances(redis, deps.instances),
    readWidgetStats(redis),
    readUpstreams(redis),
    readAlarmsHeard(redis),
  ]);
  const nowMs = Date.now();
  const channels = instances.map(instance => channelOf(instance, nowMs));
  const reasons = [
    ...reasonsOf(queue, deps.limits),
    ...outbox.parked.map(account => `account_parked ${account}`),
    ...channels.flatMap(channel => reasonsOfChannel(channel, nowMs)),
    ...upstreams.map(upstream => reasonOfUpstream(upstream, nowMs)),
  ];
  return {
    status: queue.workers.length === 0 ? 'down' : reasons.length > 0 ? 'degraded' : 'ok',
    reasons,
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

function reasonsOf(
  {workers, oldestAgeMs, open}: QueueState,
  {deadlineMs, queueMaxLength}: HealthDeps['limits'],
): string[] {
  return [
    workers.length === 0 && 'no_workers',
    oldestAgeMs > deadlineMs / 2 && 'queue_slow',
    open >= queueMaxLength && 'queue_full',
  ].filter(reason => reason !== false);
}

function reasonsOfChannel({instance, state, silent, last_failed_at}: Channel, nowMs: number): string[] {
  const failedMs = last_failed_at === null ? undefined : nowMs - Date.parse(last_failed_at);
  return [
    state !== 'open' && `instance_${state} ${instance}`,
    silent && `instance_silent ${instance}`,
    failedMs !== undefined && failedMs < hourMs && `sends_failed ${instance}`,
  ].filter(reason => reason !== false);
}

/** Such as `upstream_key_refused openai: the model refuses our key since 14:02 UTC`. */
function reasonOfUpstream({agent, clinic, code, reason, since}: UpstreamState, nowMs: number): string {
  const [day = '', time = ''] = new Date(since).toISOString().split('T');
  const isToday = day === new Date(nowMs).toISOString().slice(0, 10);
  const when = `${isToday ? '' : `${day} `}${time.slice(0, 5)} UTC`;
  return `upstream_${code} ${clinic === undefined ? agent : `${agent} ${clinic}`}: ${reason} since ${when}`;
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
  return {messages: {length, lag, pending, oldest_age_ms: oldestAgeMs, open, delayed, lanes, dead}, outbox};
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

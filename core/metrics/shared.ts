/**
 * What Redis knows, as Prometheus reads it: the queue, the outbox, Redis itself, and what all processes have counted. The
 * cost is a round trip, whatever is in the queue.
 */
import {keys} from '../keys.ts';
import {type OutboxState, readOutbox} from '../outbox/read-outbox.ts';
import {type AlarmsHeard, readAlarmsHeard} from '../queue/alarms/heard.ts';
import {bounds, readWidgetStats, replies, type WidgetStats} from '../queue/figures/histogram.ts';
import {type QueueState, readQueue} from '../queue/figures/read-queue.ts';
import {type Condition, readCondition} from '../redis/condition.ts';
import type {Redis} from '../redis/connection.ts';
import {counted, timeBounds} from './counted.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = {suffix?: string; labels?: Labels; value: number};

/** Where Redis is away, that is all there is to tell. */
export async function readShared(redis: Redis): Promise<string> {
  try {
    const [queue, outbox, condition, stats, heard, counts] = await Promise.all([
      readQueue(redis),
      readOutbox(redis),
      readCondition(redis),
      readWidgetStats(redis),
      readAlarmsHeard(redis),
      redis.run(client => client.hGetAll(keys.counts)),
    ]);
    return [
      gauge('plaintalk_redis_up', 'Redis answers', 1),
      ...toldOfQueue(queue),
      ...toldOfOutbox(outbox),
      ...toldOfRedis(condition),
      ...toldOfWidget(stats),
      toldOfGuard(heard),
      ...toldOfCounts(counts),
    ].join('\n');
  } catch {
    return gauge('plaintalk_redis_up', 'Redis answers', 0);
  }
}

function toldOfQueue(queue: QueueState): string[] {
  const slots = queue.workers.reduce((sum, worker) => sum + worker.slots, 0);
  return [
    gauge('plaintalk_queue_entries', 'Entries in the queue, those being answered included', queue.length),
    gauge('plaintalk_queue_lag', 'Of these, received by no worker yet', queue.lag),
    gauge('plaintalk_queue_pending', 'Of these, being answered', queue.pending),
    gauge('plaintalk_queue_oldest_age_seconds', 'How long the oldest is there', queue.oldestAgeMs / 1000),
    gauge('plaintalk_messages_open', 'Accepted and not ended', queue.open),
    gauge('plaintalk_messages_delayed', 'Put aside, to be tried again', queue.delayed),
    gauge(
      'plaintalk_messages_in_lanes',
      'Waiting for a place in a full queue, or for a slot that their clinic may hold',
      queue.lanes,
    ),
    gauge('plaintalk_messages_dead', 'Given up in the last seven days', queue.dead),
    gauge('plaintalk_workers', 'Workers that are there', queue.workers.length),
    gauge('plaintalk_worker_slots', 'Messages that all of them answer at once', slots),
  ];
}

function toldOfOutbox({waiting, delayed, parked}: OutboxState): string[] {
  return [
    gauge('plaintalk_outbox_waiting', 'Deliveries being sent, or next to be', waiting),
    gauge('plaintalk_outbox_delayed', 'Deliveries to be tried again', delayed),
    gauge('plaintalk_outbox_parked', 'Accounts through which nothing can leave', parked.length),
  ];
}

function toldOfRedis({usedBytes, maxBytes, clients, mostClients, refuses}: Condition): string[] {
  return [
    gauge('plaintalk_redis_used_bytes', 'Memory that Redis uses', usedBytes),
    gauge('plaintalk_redis_max_bytes', 'Memory that it may use; 0: no limit', maxBytes),
    gauge('plaintalk_redis_connections', 'Connections to Redis, of all its clients', clients),
    gauge('plaintalk_redis_max_connections', 'Connections that it allows', mostClients),
    gauge('plaintalk_redis_writable', 'It takes what is written', refuses === undefined ? 1 : 0),
  ];
}

/** The names of the contract. */
function toldOfWidget(stats: WidgetStats): string[] {
  const processed = replies(stats) + stats.failed;
  const latency = histogram({}, bounds, stats.buckets, stats.seconds);
  return [
    told(
      'widget_messages_processed_total',
      'counter',
      'Messages of the widget that were answered or failed, by all workers',
      [{value: processed}],
    ),
    told(
      'widget_response_latency',
      'histogram',
      'From acceptance to reply, in seconds, by all workers',
      latency,
    ),
  ];
}

function toldOfGuard(heard: readonly AlarmsHeard[]): string {
  const samples = heard.map(({count, ...labels}) => ({labels, value: count}));
  return told(
    'plaintalk_guard_heard_total',
    'counter',
    'Messages that the safety guard answered at once',
    samples,
  );
}

/** Fields of metrics that this version does not know are left out. */
function toldOfCounts(counts: Readonly<Record<string, string>>): string[] {
  const fields = Object.entries(counts).map(([field, value]) => ({
    parts: field.split('|'),
    value: Number(value),
  }));
  return counted.map(({name, help, labels, time}) => {
    const series = new Map<string, Map<string, number>>();
    for (const {parts, value} of fields.filter(({parts}) => parts[0] === name)) {
      const key = parts.slice(1, labels.length + 1).join('|');
      const kept = series.get(key) ?? new Map<string, number>();
      series.set(key, kept.set(parts[labels.length + 1] ?? '', value));
    }
    const samples = [...series].flatMap(([key, kept]) => {
      const values = key.split('|');
      const named = Object.fromEntries(labels.map((label, i) => [label, values[i] ?? '']));
      if (!time) return [{labels: named, value: kept.get('') ?? 0}];
      const buckets = [...timeBounds.map(seconds => String(seconds * 1000)), 'inf'];
      const taken = buckets.map(bound => kept.get(bound) ?? 0);
      return histogram(named, timeBounds, taken, (kept.get('sum') ?? 0) / 1000);
    });
    return told(name, time ? 'histogram' : 'counter', help, samples);
  });
}

/** `taken`: how many are in each bucket, not cumulative, with a last one for what is above all bounds. */
function histogram(
  labels: Labels,
  upper: readonly number[],
  taken: readonly number[],
  seconds: number,
): Sample[] {
  let below = 0;
  const buckets = [...upper, '+Inf'].map((bound, i) => {
    below += taken[i] ?? 0;
    return {suffix: '_bucket', labels: {...labels, le: String(bound)}, value: below};
  });
  return [...buckets, {suffix: '_sum', labels, value: seconds}, {suffix: '_count', labels, value: below}];
}

function gauge(name: string, help: string, value: number): string {
  return told(name, 'gauge', help, [{value}]);
}

/** Prometheus' text format. */
function told(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({suffix = '', labels = {}, value}) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

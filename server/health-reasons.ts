/**
 * What somebody ought to look at, each with a code that docs/health.md explains, what it is about where there may be
 * several, and a sentence: `queue_slow: the oldest message has waited for 40 s; …`.
 */
import type {OutboxState} from '../core/outbox/read-outbox.ts';
import type {QueueState} from '../core/queue/figures/read-queue.ts';
import type {UpstreamState} from '../core/queue/figures/upstreams.ts';
import type {Condition} from '../core/redis/condition.ts';
import {faultSentence} from '../core/redis/fault.ts';
import type {StreamsHealth} from '../core/wire/health.ts';

/** With these nothing is answered, or nothing is accepted. */
const fatal = ['no_workers', 'redis_refuses'];

/** All there are, upstreams’ apart: `upstream_` and one of the codes of docs/agents.md. */
export const reasonCodes = [
  'no_workers',
  'queue_slow',
  'queue_full',
  'redis_refuses',
  'redis_full',
  'redis_connections',
  'clock_differs',
  'account_parked',
  'instance_close',
  'instance_connecting',
  'instance_unknown',
  'instance_silent',
  'sends_failed',
] as const;

type Code = (typeof reasonCodes)[number];
type Channel = StreamsHealth['channels'][number];
type Limits = {deadlineMs: number; queueMaxLength: number};

export type Known = {
  queue: QueueState;
  outbox: OutboxState;
  condition: Condition;
  channels: readonly Channel[];
  upstreams: readonly UpstreamState[];
  limits: Limits;
  nowMs: number;
};

const hourMs = 3_600_000;
const nearlyFull = 0.85;
const mostClockMs = 5000;

export function verdictOf(reasons: readonly string[]): StreamsHealth['status'] {
  if (reasons.some(reason => fatal.includes(reason.split(/[ :]/)[0] ?? ''))) return 'down';
  return reasons.length > 0 ? 'degraded' : 'ok';
}

export function reasonsOf(known: Known): string[] {
  const {queue, outbox, condition, channels, upstreams, limits, nowMs} = known;
  return [
    ...reasonsOfQueue(queue, limits),
    ...reasonsOfRedis(condition),
    ...reasonsOfClock(queue.clockMs - nowMs),
    ...outbox.parked.map(account => reason('account_parked', whyParked(outbox.parkedFor[account]), account)),
    ...channels.flatMap(channel => reasonsOfChannel(channel, nowMs)),
    ...upstreams.map(upstream => reasonOfUpstream(upstream, nowMs)),
  ];
}

function reason(code: Code, sentence: string, about = ''): string {
  return `${code}${about && ` ${about}`}: ${sentence}`;
}

function reasonsOfQueue({workers, oldestAgeMs, open, lag}: QueueState, limits: Limits): string[] {
  const {deadlineMs, queueMaxLength} = limits;
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const waited = Math.round(oldestAgeMs / 1000);
  return [
    ...(workers.length === 0 ? [reason('no_workers', `no worker is alive; ${open} messages wait`)] : []),
    ...(oldestAgeMs > deadlineMs / 2
      ? [
          reason(
            'queue_slow',
            `the oldest message has waited for ${waited} s, and ${lag} others for somebody to take them; ` +
              `${workers.length} workers answer ${slots} at once`,
          ),
        ]
      : []),
    ...(open >= queueMaxLength
      ? [reason('queue_full', `${open} messages are open, of ${queueMaxLength}: sends are refused`)]
      : []),
  ];
}

function reasonsOfRedis({refuses, usedBytes, maxBytes, clients, mostClients}: Condition): string[] {
  const share = maxBytes > 0 ? usedBytes / maxBytes : 0;
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  return [
    ...(refuses ? [reason('redis_refuses', `sends are refused: ${faultSentence(refuses)}`)] : []),
    ...(share > nearlyFull
      ? [
          reason(
            'redis_full',
            `Redis is ${Math.floor(share * 100)} % full, ${megabytes(usedBytes)} of ${megabytes(maxBytes)} MB`,
          ),
        ]
      : []),
    ...(mostClients > 0 && clients > nearlyFull * mostClients
      ? [reason('redis_connections', `Redis has ${clients} connections, of ${mostClients}`)]
      : []),
  ];
}

/** `ms`: how far Redis' clock is before ours. */
function reasonsOfClock(ms: number): string[] {
  if (Math.abs(ms) < mostClockMs) return [];
  const side = ms > 0 ? 'behind' : 'ahead of';
  return [
    reason('clock_differs', `this machine's clock is ${Math.round(Math.abs(ms) / 1000)} s ${side} Redis'`),
  ];
}

function reasonsOfChannel(
  {instance, state, state_at, silent, last_failed_at, failed}: Channel,
  nowMs: number,
) {
  const since = state_at === null ? '' : ` since ${when(Date.parse(state_at), nowMs)}`;
  const failedMs = last_failed_at === null ? undefined : nowMs - Date.parse(last_failed_at);
  return [
    ...(state !== 'open'
      ? [reason(`instance_${state}`, `WhatsApp is not connected${since}: pair the phone again`, instance)]
      : []),
    ...(silent
      ? [
          reason(
            'instance_silent',
            'it is connected, and nobody has written for 24 h: is its webhook set?',
            instance,
          ),
        ]
      : []),
    ...(failedMs !== undefined && failedMs < hourMs
      ? [
          reason(
            'sends_failed',
            `WhatsApp took back ${failed} of what was sent, the last within the hour`,
            instance,
          ),
        ]
      : []),
  ];
}

/** Such as `upstream_key_refused openai: the model refuses our key since 14:02 UTC`. */
function reasonOfUpstream({agent, clinic, code, reason, since}: UpstreamState, nowMs: number): string {
  const name = clinic === undefined ? agent : `${agent} ${clinic}`;
  return `upstream_${code} ${name}: ${reason} since ${when(since, nowMs)}`;
}

/** `14:02 UTC`, with its day where that is another. */
export function when(ms: number, nowMs: number): string {
  const [day = '', time = ''] = new Date(ms).toISOString().split('T');
  const isToday = day === new Date(nowMs).toISOString().slice(0, 10);
  return `${isToday ? '' : `${day} `}${time.slice(0, 5)} UTC`;
}

/** As the provider's answer was told apart; an account that is not connected needs nobody who repairs it. */
function whyParked(code: string | undefined): string {
  if (code === 'away') return 'nothing leaves through it until it is connected again (away)';
  const why = code === undefined ? '' : ` (${code})`;
  return `nothing leaves through it until its credentials are put right${why}`;
}

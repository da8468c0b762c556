/** The shape of `GET /admin/streams/health`: counts and times, and nothing of anybody's. */
import {z} from 'zod';
import {At} from './message.ts';

const Count = z.int().min(0);
const Seconds = z.number().min(0).nullable();
const Milliseconds = z.int().min(0);

const Messages = z.object({
  length: Count.meta({description: 'Entries in `messages:stream`, those being answered included'}),
  lag: Count.meta({description: 'Of these, received by no worker yet'}),
  pending: Count.meta({description: 'Of these, being answered'}),
  oldest_age_ms: Milliseconds.meta({description: 'How long the oldest of them has been there'}),
  open: Count.meta({description: 'Messages accepted and not ended, wherever they are'}),
  delayed: Count.meta({description: 'Put aside, to be tried again'}),
  lanes: Count.meta({description: 'Waiting for a place in the stream'}),
  dead: Count.meta({description: 'Given up in the last seven days'}),
});

const Outbox = z.object({
  waiting: Count.meta({description: 'Deliveries being sent, or next to be'}),
  delayed: Count.meta({description: 'Deliveries to be tried again'}),
  parked: z
    .array(z.string())
    .meta({description: '`channel account` of those through which nothing can leave until somebody acts'}),
  dead: Count.meta({
    description: 'Deliveries given up that can be sent again: `npm run queue -- deliveries`',
  }),
  given_up: z
    .array(z.object({channel: z.string(), account: z.string(), reason: z.string(), count: Count}))
    .meta({
      description: 'Deliveries given up lately, counted; `bounced`: taken by the provider and failed there',
    }),
  opted_out: Count.meta({description: 'Chats that want to hear no more'}),
});

const Instance = z.object({
  channel: z.literal('whatsapp'),
  instance: z.string(),
  state: z.enum(['open', 'connecting', 'close', 'unknown']),
  state_at: At.nullable().meta({description: 'When that was last known'}),
  last_inbound_at: At.nullable(),
  silent: z.boolean().meta({description: 'Connected, and nothing was heard for 24 h'}),
  failed: Count.meta({description: 'Messages that were sent through it and failed afterwards'}),
  last_failed_at: At.nullable(),
});

const Upstream = z.object({
  agent: z.string(),
  clinic: z.string().nullable().meta({description: 'The clinic that has one of its own; null: all others'}),
  code: z.string().meta({description: 'What is wrong, in one word, the same as in the log'}),
  reason: z.string().meta({description: 'The same as a sentence'}),
  since: At,
  circuit: z.enum(['open', 'closed']).meta({description: 'open: nobody waits for it at the moment'}),
});

const Store = z.object({
  used_bytes: Count,
  max_bytes: Count.nullable().meta({description: 'null: as much as its machine has'}),
  connections: Count,
  max_connections: Count.nullable(),
  role: z.string(),
  version: z.string(),
});

export const StreamsHealth = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'down'])
      .meta({description: 'down: nothing is answered, or nothing accepted'}),
    reasons: z.array(z.string()).meta({
      description:
        '`code: sentence`, or `code about: sentence` where there may be several; docs/health.md says what to do',
    }),
    redis: Store,
    streams: z.object({messages: Messages, outbox: Outbox}),
    workers: z.object({
      total: Count,
      slots: Count.meta({description: 'Messages that all of them answer at once'}),
      present: z.array(
        z.object({
          name: z.string(),
          slots: Count,
          holds: Count.meta({description: 'Messages that it answers at the moment'}),
        }),
      ),
    }),
    channels: z.array(Instance).meta({description: 'The WhatsApp instances of the settings'}),
    upstreams: z.array(Upstream).meta({
      description: 'The models and back ends that were wrong when they were last asked',
    }),
    guard: z
      .array(
        z.object({
          kind: z.enum(['emergency', 'urgent']),
          language: z.string().meta({description: 'Of the words, `either` where that is open'}),
          channel: z.string(),
          count: Count,
        }),
      )
      .meta({description: 'How often the safety guard has spoken, in all'}),
    widget_stats: z.object({
      widget_messages_processed: Count.meta({description: 'Answered or failed, by all workers'}),
      widget_websocket_connections: Count.meta({description: 'Open at this web process'}),
      widget_long_polls: Count.meta({description: 'Waiting at this web process, streams included'}),
      widget_response_latency: z
        .object({count: Count, p50: Seconds, p95: Seconds, p99: Seconds})
        .meta({description: 'From acceptance to reply, in seconds, by all workers; null before the first'}),
    }),
  })
  .meta({id: 'StreamsHealth'});
export type StreamsHealth = z.infer<typeof StreamsHealth>;

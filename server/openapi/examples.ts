/**
 * An example of each schema that an answer or a body names, from one invented conversation. A short one may stand beside
 * its schema, as `.meta({examples: […]})`. A test parses each by its schema, and fails where there is none.
 */
import {z} from 'zod';
import {Conversation} from '../../core/wire/desk.ts';
import {StreamsHealth} from '../../core/wire/health.ts';
import {LegacyUse} from '../../core/wire/legacy.ts';
import {
  Accepted,
  LegacyAccepted,
  LegacyAnswer,
  type MessageEvent,
  MessageEvents,
  PollAnswer,
  SendBody,
} from '../../core/wire/message.ts';
import {
  ConsentBody,
  ContinueBody,
  FeedbackBody,
  HistoryAnswer,
  SessionAnswer,
  SessionBody,
  WidgetConfig,
} from '../../core/wire/session.ts';

const message = 'Zm9yIGV4YW1wbGUgb25seQ';
const session = 'VjEgdGhlIHNhbWUgb25lIQ';
const question = 'What are your opening hours?';
const reply = 'We are open Monday to Friday from 9:00 to 17:00.';
const pollUrl = `/apps/voice-api/widget-poll/${message}`;
const at = '2026-03-02T09:30:00.123Z';
const endedAt = '2026-03-02T09:30:01.512Z';

const events: MessageEvent[] = [
  {id: '1772443800123-0', type: 'queued', at},
  {id: '1772443800131-0', type: 'processing', attempt: 1, at: '2026-03-02T09:30:00.131Z'},
  {id: '1772443800842-0', type: 'delta', text: 'We are open ', at: '2026-03-02T09:30:00.842Z'},
  {id: '1772443801512-0', type: 'message', text: reply, answered_by: 'faq', at: endedAt},
];

const clinic: SessionAnswer['config']['clinic'] = {
  id: 'demo',
  name: 'Willow Street Clinic',
  greeting: 'Hello! How can we help?',
  locale: 'en',
  locales: ['en', 'es'],
  quick_replies: [question],
  disclaimer: 'You are talking to an assistant.',
  contact: {phone: '+1 555 010 0100', address: '1 Willow Street', person: 'Call us on +1 555 010 0100.'},
  emergency: {number: '911', text: 'This may be an emergency. Call 911 now.'},
};

const health: StreamsHealth = {
  status: 'ok',
  reasons: [],
  redis: {
    used_bytes: 3_145_728,
    max_bytes: 26_214_400,
    connections: 6,
    max_connections: 20,
    role: 'master',
    version: '7.2.4',
  },
  streams: {
    messages: {length: 3, lag: 1, pending: 2, oldest_age_ms: 840, open: 3, delayed: 0, lanes: 0, dead: 0},
    outbox: {waiting: 0, delayed: 0, parked: [], dead: 0, given_up: [], opted_out: 2},
  },
  workers: {total: 1, slots: 64, present: [{name: 'worker-1', slots: 64, holds: 2}]},
  channels: [],
  upstreams: [],
  guard: [{kind: 'urgent', language: 'en', channel: 'widget', count: 4}],
  widget_stats: {
    widget_messages_processed: 1280,
    widget_websocket_connections: 4,
    widget_long_polls: 11,
    widget_response_latency: {count: 1275, p50: 0.9, p95: 2.4, p99: 5.1},
  },
};

const examples: ReadonlyMap<z.ZodType, unknown> = new Map<z.ZodType, unknown>([
  [SendBody, {text: question, clinic_id: 'demo', client_message_id: 'a-key-of-22-characters'}],
  [
    Accepted,
    {
      message_id: message,
      session_id: session,
      status: 'queued',
      poll_url: pollUrl,
      stream_url: `/apps/voice-api/widget-stream/${message}`,
      log_url: `/apps/voice-api/widget-log/${message}`,
      retry_after_ms: 400,
    } satisfies Accepted,
  ],
  [
    PollAnswer,
    {
      message_id: message,
      session_id: session,
      status: 'done',
      events,
      cursor: '1772443801512-0',
      text: reply,
      answered_by: 'faq',
      error: null,
      retry_after_ms: 0,
      queue: {position: 0, eta_ms: 0},
      created_at: at,
      started_at: '2026-03-02T09:30:00.131Z',
      finished_at: endedAt,
    } satisfies PollAnswer,
  ],
  [MessageEvents, events],
  [LegacyAnswer, {message: reply, message_id: message}],
  [LegacyAccepted, {message_id: message, status: 'queued', poll_url: pollUrl}],
  [SessionBody, {clinic_id: 'demo', locale: 'en'}],
  [ContinueBody, {link: 'what-stands-behind-the-hash-of-a-link'}],
  [
    SessionAnswer,
    {
      session_id: session,
      token: 'eyJhbGciOiJIUzI1NiJ9.e30.signature',
      expires_at: '2026-03-02T10:00:00.123Z',
      config: {clinic, transports: ['poll'], limits: {text_max_length: 4000, waiting_turns: 20}},
    } satisfies SessionAnswer,
  ],
  [
    HistoryAnswer,
    {
      messages: [
        {message_id: message, role: 'user', text: question, at, status: 'done'},
        {message_id: message, role: 'agent', text: reply, at: endedAt, status: 'done', answered_by: 'faq'},
      ],
      next: null,
      cursor: '1772443801512-0',
      state: 'agent',
      retry_after_ms: 0,
    } satisfies HistoryAnswer,
  ],
  [
    Conversation,
    {
      session_id: session,
      channel: 'widget',
      messages: [{message_id: message, role: 'user', text: question, at, status: 'queued'}],
      next: null,
      cursor: '1772443800123-0',
      state: 'person',
      taken_by: 'Robin',
      retry_after_ms: 0,
    } satisfies Conversation,
  ],
  [
    WidgetConfig,
    {
      clinic: {id: 'demo', name: clinic.name, locale: 'en', dir: 'ltr'},
      greeting: clinic.greeting,
      choices: [question],
      disclosure: clinic.disclaimer,
      privacy_url: 'https://clinic.example/privacy',
      consent: {
        required: true,
        text: 'We keep what you write here for one day.',
        version: 'k3J9dQ2mXw81bTzA',
      },
      emergency: {number: '911', text: 'This may be an emergency. Call 911 now.'},
      person: {available: true, how: clinic.contact.person},
      features: {websocket: true, voice: false, feedback: true},
    } satisfies WidgetConfig,
  ],
  [ConsentBody, {version: 'k3J9dQ2mXw81bTzA'}],
  [FeedbackBody, {rating: 'up', comment: 'Quick and clear'}],
  [StreamsHealth, health],
  [
    LegacyUse,
    {
      enabled: true,
      deprecated_at: '2026-11-22T00:00:00.000Z',
      sunset_at: '2027-11-22T00:00:00.000Z',
      days: 30,
      pages: [
        {
          clinic_id: 'demo',
          page: 'https://clinic.example/contact',
          uses: 412,
          uses_today: 9,
          last_on: '2026-12-01',
        },
      ],
    } satisfies LegacyUse,
  ],
]);

/** `undefined` where there is none. */
export function exampleOf(schema: z.ZodType): unknown {
  const beside = z.globalRegistry.get(schema)?.examples;
  return examples.get(schema) ?? (Array.isArray(beside) ? beside[0] : undefined);
}

/** What a stream looks like on the wire, its first event and its last. */
export const streamExample = events
  .filter((_, i) => i === 0 || i === events.length - 1)
  .map(event => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('');

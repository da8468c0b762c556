/**
 * The only place that spells a Redis key. What each holds, who writes it and when it expires:
 * `core/README.md`. People look at these with `redis-cli`, so the names are fixed.
 */
export const channels = ['widget', 'legacy', 'whatsapp', 'telegram', 'sms'] as const;

/** Where a conversation takes place. A session name means something only within its channel. */
export type Channel = (typeof channels)[number];

export const keys = {
  /** The queue: message id, channel, session; no text. */
  stream: 'messages:stream',
  /** Messages accepted and not ended, by time of acceptance. */
  open: 'messages:open',
  /** Messages to be tried again, by due time: id, channel and session with spaces between. */
  delayed: 'messages:delayed',
  /** Held by the worker that looks after open messages for the moment. */
  reconciling: 'messages:reconciling',
  /** Messages that were given up, with the cause. */
  dead: 'messages:dead',
  /** Ids of messages whose result stream grew. */
  wake: 'events:wake',
  message: (id: string) => `message:${id}`,
  events: (id: string) => `message:${id}:events`,
  transcript: (channel: Channel, session: string) => `${channel}:${session}:stream`,
  /** The session's turns: the running one first, then those that wait behind it. */
  turns: (channel: Channel, session: string) => `${channel}:${session}:turns`,
  /** Where the session's running turn is in the messages stream. */
  turn: (channel: Channel, session: string) => `${channel}:${session}:turn`,
  /** `digest` is a hash: clients choose their idempotency keys, and could put anything into them. */
  idempotency: (digest: string) => `idempotency:${digest}`,
} as const;

/** The consumer group of all workers. */
export const group = 'workers';

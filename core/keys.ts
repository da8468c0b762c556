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
  /** Messages of a clinic that wait for a person, who may come on Monday: they are not among the open ones. */
  held: (clinic: string) => `messages:held:${clinic}`,
  /** Messages to be tried again, by due time: id, channel and session with spaces between. */
  delayed: 'messages:delayed',
  /**
   * Messages that found the queue full, each in the lane of its channel and clinic: those with the smallest score are
   * next, so that no lane waits behind another's flood. Members as in `delayed`.
   */
  lanes: 'messages:lanes',
  /** The score that each lane has got to. */
  laneScores: 'messages:lanes:scores',
  /** Who holds the workers' slots: clinic, channel, message id and worker. All of one score. */
  slots: 'messages:slots',
  /**
   * Messages of clinics that hold their share of the slots: clinic, channel, time of acceptance, message id, session. All
   * of one score, so those of each channel of a clinic stand together, the oldest first.
   */
  aside: 'messages:aside',
  /** Held by the worker that looks after open messages for the moment. */
  reconciling: 'messages:reconciling',
  /** Held by the worker that cleared away dead workers and old dead letters last. */
  clearing: 'workers:clearing',
  /** Messages that were given up, with the cause. */
  dead: 'messages:dead',
  /** How long a reply takes at the moment, in milliseconds. */
  replyTime: 'messages:pace',
  /** Workers that are there: their names and how many messages each answers at once, by when they said so. */
  workers: 'workers:present',
  /** What is to be sent through a channel: message id, channel, session; no text. */
  outbox: 'outbox:stream',
  /** Deliveries to be tried again, by due time. */
  outboxDelayed: 'outbox:delayed',
  /** Chats that have deliveries (channel and session): entry id and message of the one that was put last. */
  deliveryHeads: 'outbox:places',
  /** Channel and account of those through which nothing can leave, with when that is tried again. */
  parked: 'outbox:parked',
  /** Deliveries that were given up, with the reason. */
  deadDeliveries: 'outbox:dead',
  /** How many deliveries were given up: by channel, account and reason. */
  givenUp: 'outbox:given-up',
  /** Chats (channel and session) that want to hear no more, by when they said so. */
  optedOut: 'chats:opted-out',
  /** Held by the worker that looks after the instances for the moment. */
  maintaining: 'whatsapp:caring',
  /** What the widget's visitors waited for their replies, counted; for ever. */
  widgetStats: 'widget:stats',
  /** What all processes have counted of what they logged; for ever. */
  counts: 'metrics:counts',
  /** Pages that asked the legacy way on a day (YYYY-MM-DD), counted. */
  legacyPages: (day: string) => `legacy:pages:${day}`,
  /** How it was, a sample each minute. */
  history: 'metrics:history',
  /** The counts of replies when the last sample was taken. */
  sampled: 'metrics:sampled',
  /** Held for the minute by the process that takes its sample. */
  sampling: 'metrics:sampling',
  /** Conversations whose clinic is to be told that a person must take over, by when. */
  handoffs: 'handoffs:due',
  /** Conversations (channel and session), by when something was said there last. */
  recent: 'sessions:recent',
  /** Those of them that need a person, and nobody has come yet: by since when. */
  needing: 'desk:needing',
  /** Those that a person has: by since when. */
  withPerson: 'desk:person',
  /** Those that need a person and of which nobody was told yet, by since when; the same who leave `needing`. */
  unattended: 'desk:unattended',
  /** Those in which somebody of the clinic answers on its own phone: until when the agent is silent there. */
  onPhone: 'desk:phone',
  /** Messages whose clinic is to be told that its guard has spoken, by when. */
  alarms: 'alarms:due',
  /** Crowds of alarms, of conversations for the desk, or of hand-offs, each of which is told as one, by when; and who is in one. */
  crowds: (kind: string) => `${kind}:crowds`,
  crowd: (kind: string, crowd: string) => `${kind}:crowd:${crowd}`,
  /** How often the guards have spoken, by level, language and channel; for ever. */
  alarmsHeard: 'alarms:heard',
  /** What is wrong with those who answer over HTTP, by name. */
  upstreams: 'upstreams:state',
  /** Ids of messages whose result stream grew. */
  wake: 'events:wake',
  /** Written to find out whether Redis can be written to. */
  probe: 'redis:probe',
  /** Conversations that are being erased, by since when: channel and session with a space between. */
  erasures: 'erasures:open',
  /** That erased words may still stand in the files of Redis: when the last were erased, unix milliseconds. */
  unwritten: 'erasures:unwritten',
  /** Who did what with whose conversation: a chain, see `core/audit`. */
  audit: 'audit:stream',
  /** And which visitors have erased theirs: another, for visitors may be many. */
  auditOfVisitors: 'audit:visitors',
  /** Held while the files of Redis were rewritten a short while ago. */
  rewritten: 'erasures:rewritten',
  /** What session tokens are signed with, where the configuration has no secret. */
  sessionSecret: 'sessions:secret',
  message: (id: string) => `message:${id}`,
  events: (id: string) => `message:${id}:events`,
  transcript: (channel: Channel, session: string) => `${channel}:${session}:stream`,
  /** What is known of a session beside its words: its clinic, whether it is protected, whether a person has it. */
  session: (channel: Channel, session: string) => `${channel}:${session}:session`,
  /** The session's turns: the running one first, then those that wait behind it. */
  turns: (channel: Channel, session: string) => `${channel}:${session}:turns`,
  /** The entry id of the session's running turn. */
  turn: (channel: Channel, session: string) => `${channel}:${session}:turn`,
  /** The session's messages, in the order in which they were accepted. */
  messages: (channel: Channel, session: string) => `${channel}:${session}:messages`,
  /** What is known of a chat: what it said lately, what we sent it, who answers there. */
  chat: (channel: Channel, session: string) => `${channel}:${session}:chat`,
  /** The chat's deliveries: the one that is leaving, then those that wait behind it. */
  deliveries: (channel: Channel, session: string) => `${channel}:${session}:outbox`,
  /** How far the answer to a message has got on its way out. */
  delivery: (id: string) => `message:${id}:delivery`,
  /** What receipts say of a message of the provider's; `digest` is of channel, account and its id. */
  outgoing: (digest: string) => `outgoing:${digest}`,
  /** That a notice was said lately. */
  notice: (channel: Channel, session: string, name: string) => `${channel}:${session}:notice:${name}`,
  /** Which other session goes on under this name of a chat. */
  alias: (channel: Channel, session: string) => `${channel}:${session}:alias`,
  /** How one of our own ends is: an instance's connection, and when it last heard something. */
  account: (channel: Channel, account: string) => `${channel}:${account}:state`,
  /** That a chat was given a link to this session lately, and it was not used. */
  invited: (session: string) => `widget:${session}:invited`,
  /** What was spent of a budget in its window; `whose`: a session, a clinic, or the digest of an address. */
  rate: (budget: string, whose: string) => `rate:${budget}:${whose}`,
  /** `digest` is a hash: clients choose their idempotency keys, and could put anything into them. */
  idempotency: (digest: string) => `idempotency:${digest}`,
} as const;

/** The consumer group of all workers. */
export const workers = 'workers';

/** The consumer group of all that send. */
export const senders = 'senders';

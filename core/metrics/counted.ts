/**
 * What is counted of what the log says: which word, and which of its fields become labels. Those have few values; a
 * session, a message, a person or a text is none. docs/metrics.md tells each, and a test holds it to that.
 */
export type Counted = {
  name: string;
  help: string;
  /** The log's word. */
  word: string;
  labels: readonly string[];
  /** The field that is added; absent: one for each line. */
  amount?: 'count';
  /** Lines without this field are not counted. */
  needs?: string;
  /** The field, in milliseconds, that is counted by how long it was. */
  time?: 'ms' | 'repliedMs';
};

/** What the dashboard's plots are made of, too. */
export const replySeconds = 'plaintalk_reply_seconds';

export const counted: readonly Counted[] = [
  {
    name: 'plaintalk_requests_total',
    help: 'HTTP requests that were answered, by route',
    word: 'request.finished',
    labels: ['route', 'method', 'status'],
  },
  {
    name: 'plaintalk_refusals_total',
    help: 'HTTP requests that were refused, by code: rate_limited, overloaded, origin_not_allowed, …',
    word: 'request.finished',
    labels: ['code'],
    needs: 'code',
  },
  {
    name: 'plaintalk_upgrades_refused_total',
    help: 'WebSockets that were refused, by code',
    word: 'upgrade.refused',
    labels: ['code'],
  },
  {
    name: 'plaintalk_turns_total',
    help: 'Turns by what they came to: done, failed, delayed, fenced, lost, released; code: why',
    word: 'turn.finished',
    labels: ['channel', 'status', 'code'],
  },
  {
    name: 'plaintalk_attempts_total',
    help: 'Turns by their attempt; above 1: tried again, or taken over',
    word: 'turn.finished',
    labels: ['attempt'],
  },
  {
    name: 'plaintalk_turn_seconds',
    help: 'How long turns took, by the agent that answered',
    word: 'turn.finished',
    labels: ['agent'],
    time: 'ms',
  },
  {
    name: replySeconds,
    help: 'From acceptance to an agent’s reply, by channel and clinic',
    word: 'turn.finished',
    labels: ['channel', 'clinic'],
    needs: 'repliedMs',
    time: 'repliedMs',
  },
  {
    name: 'plaintalk_turns_skipped_total',
    help: 'Entries that were no turn to take, by reason',
    word: 'turn.skipped',
    labels: ['reason'],
  },
  {
    name: 'plaintalk_agent_failures_total',
    help: 'Models and back ends that did not answer as they should, by cause: docs/agents.md',
    word: 'agent.failed',
    labels: ['agent', 'code'],
  },
  {
    name: 'plaintalk_circuits_opened_total',
    help: 'Circuits that were opened: nobody waits for that upstream for a while',
    word: 'circuit.opened',
    labels: ['agent', 'code'],
  },
  {
    name: 'plaintalk_deliveries_total',
    help: 'Deliveries by state and cause',
    word: 'delivery.finished',
    labels: ['channel', 'status', 'code'],
  },
  {
    name: 'plaintalk_deliveries_bounced_total',
    help: 'Deliveries that a provider took back later',
    word: 'delivery.bounced',
    labels: ['channel', 'instance'],
  },
  {
    name: 'plaintalk_accounts_parked_total',
    help: 'Times that nothing could leave through an account, by reason',
    word: 'outbox.parked',
    labels: ['instance', 'reason'],
  },
  {
    name: 'plaintalk_webhooks_accepted_total',
    help: 'Events of providers that became messages or states',
    word: 'webhook.accepted',
    labels: ['channel'],
  },
  {
    name: 'plaintalk_webhooks_ignored_total',
    help: 'Events of providers that became nothing, by reason',
    word: 'webhook.ignored',
    labels: ['channel', 'reason'],
  },
  {
    name: 'plaintalk_legacy_requests_total',
    help: 'Uses of the deprecated GET …/widget-chat, by clinic and page: docs/migrate.md',
    word: 'legacy.used',
    labels: ['clinic', 'page'],
  },
  {
    name: 'plaintalk_messages_reconciled_total',
    help: 'Messages whose entry was lost and put again',
    word: 'messages.reconciled',
    labels: [],
    amount: 'count',
  },
  {
    name: 'plaintalk_redis_failures_total',
    help: 'Connections to Redis that failed, by code: docs/health.md',
    word: 'redis.failed',
    labels: ['code'],
    amount: 'count',
  },
  {
    name: 'plaintalk_redis_replaced_total',
    help: 'Connections to Redis that were given up, by reason',
    word: 'redis.replaced',
    labels: ['reason'],
  },
];

/** Upper bounds in seconds of what is counted by time. */
export const timeBounds = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120] as const;

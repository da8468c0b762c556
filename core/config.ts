/**
 * The whole configuration, read once from the environment: validated, frozen, and every mistake listed at
 * once. The names are fixed by the HTTP contract; `.env.example` explains each.
 */
import {z} from 'zod';

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const number = (fallback: number, min: number, max: number) => whole(min, max).default(fallback);

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'])
    .transform(value => value === 'true' || value === '1')
    .default(fallback);

const list = z
  .string()
  .transform(value =>
    value
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== ''),
  )
  .optional();

/** `name=clinic,name=clinic` as a record. */
const pairs = list
  .pipe(z.array(z.string().regex(/^[^=]+=[^=]+$/, 'must be name=clinic, with commas between')).default([]))
  .transform(items => new Map(items.map(item => item.split('=') as [string, string])));

const httpUrl = z
  .url({protocol: /^https?$/, error: 'must be an http:// or https:// URL'})
  .transform(url => url.replace(/\/+$/, ''))
  .optional();

/** A JSON object. */
const json = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({code: 'custom', message: 'must be a JSON object'});
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.unknown(), 'must be a JSON object'));

/** `{"Name":"value"}`, or Name=value with commas between. */
const headers = z
  .string()
  .transform(text => (text.trimStart().startsWith('{') ? text : JSON.stringify(pairsOf(text))))
  .pipe(json)
  .transform((given, context) => {
    const isHeader = ([name, value]: [string, unknown]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]+$/.test(String(value));
    if (!Object.entries(given).every(isHeader))
      context.addIssue({code: 'custom', message: 'must be Name=value with commas between, or a JSON object'});
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  })
  .optional();

function pairsOf(text: string): Record<string, string> {
  const items = text.split(',').map(item => item.split('='));
  return Object.fromEntries(items.map(([name = '', ...value]) => [name.trim(), value.join('=').trim()]));
}

/** Who can answer: the embedded agent, any OpenAI-compatible model, a back end of the clinic's own. */
export const agentNames = ['faq', 'openai', 'http'] as const;
export type AgentName = (typeof agentNames)[number];

const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: number(3000, 0, 65_535),
  HOST: z.string().optional(),
  PUBLIC_URL: z.url({protocol: /^https?$/}).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  REDIS_URL: z.url({protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL'}),
  REDIS_WAIT_REPLICAS: number(0, 0, 10),
  WORKER_CONCURRENCY: number(64, 1, 1000),
  HEARTBEAT_MS: number(3000, 10, 60_000),
  CLAIM_IDLE_MS: number(12_000, 50, 600_000),
  MAX_ATTEMPTS: number(3, 1, 100),
  ATTEMPT_TIMEOUT_MS: number(45_000, 100, 600_000),
  MESSAGE_DEADLINE_MS: number(120_000, 1000, 3_600_000),
  QUEUE_MAX_LENGTH: number(10_000, 1, 10_000_000),
  RESULT_TTL_SECONDS: number(86_400, 600, 2_592_000),
  WIDGET_USE_WEBSOCKET: flag(true),
  WIDGET_FALLBACK_REST: flag(true),
  WIDGET_MAX_CONNECTIONS: number(1000, 0, 1_000_000),
  WIDGET_ROLLOUT_PERCENT: number(100, 0, 100),
  LEGACY_WAIT_SECONDS: number(20, 0, 25),
  CLINICS_DIR: z.string().optional(),
  DEFAULT_CLINIC: z.string().optional(),
  AGENT: list.pipe(z.array(z.enum(agentNames)).min(1).default(['faq'])),
  OPENAI_BASE_URL: httpUrl,
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_HEADERS: headers,
  OPENAI_BODY: json
    .refine(body => !('messages' in body || 'model' in body), 'must not have messages or model')
    .optional(),
  OPENAI_CONTEXT_TOKENS: whole(1000, 10_000_000).optional(),
  OPENAI_ENDS_WITH: z.enum(['finish_reason', 'done']).default('finish_reason'),
  FIRST_WORD_TIMEOUT_MS: whole(100, 600_000).optional(),
  BETWEEN_WORDS_TIMEOUT_MS: whole(100, 600_000).optional(),
  AGENT_URL: httpUrl,
  AGENT_SECRET: z.string().optional(),
  AGENT_MAX_CHARS: number(4000, 1, 100_000),
  EVOLUTION_URL: httpUrl,
  EVOLUTION_API_KEY: z.string().optional(),
  EVOLUTION_WEBHOOK_SECRET: z.string().optional(),
  EVOLUTION_INSTANCES: pairs,
  TELEGRAM_BOT_TOKEN: z.string().optional(),
  TELEGRAM_WEBHOOK_SECRET: z.string().optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  HANDOFF_URL: httpUrl,
  HANDOFF_SECRET: z.string().optional(),
  SESSION_SECRETS: list,
  ADMIN_TOKEN: z.string().optional(),
  ALLOWED_ORIGINS: list,
});

const waits = ['FIRST_WORD_TIMEOUT_MS', 'BETWEEN_WORDS_TIMEOUT_MS'] as const;
const Waits = Object.fromEntries(['ATTEMPT_TIMEOUT_MS', ...waits].map(name => [name, z.number().optional()]));
type Waits = {ATTEMPT_TIMEOUT_MS: number} & {[name in (typeof waits)[number]]?: number | undefined};

/** An attempt bounds every wait within it. */
function refuseLongerWaits(values: Waits, context: z.RefinementCtx): void {
  for (const name of waits) {
    if ((values[name] ?? 0) < values.ATTEMPT_TIMEOUT_MS) continue;
    const message = `must be smaller than ATTEMPT_TIMEOUT_MS, which bounds it (${values.ATTEMPT_TIMEOUT_MS})`;
    context.addIssue({code: 'custom', path: [name], message});
  }
}

const Consistent = Environment.superRefine(refuseLongerWaits, {
  // Also beside other mistakes: all of them are listed at once.
  when: ({value}) => z.looseObject(Waits).safeParse(value).success,
});

export type Config = Readonly<ReturnType<typeof read>>;

/**
 * Empty values count as absent. Throws one `Error` whose message has a line per mistake; values are not
 * repeated there, since some are secrets.
 */
export function configFromEnv(env: Readonly<Record<string, string | undefined>>): Config {
  return Object.freeze(read(env));
}

function read(env: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = Consistent.safeParse(given, {reportInput: true});
  if (!parsed.success) {
    const lines = parsed.error.issues.map(issue => `  ${String(issue.path[0])}: ${sentence(issue)}`);
    throw new Error(`The configuration is not valid:\n${lines.join('\n')}`);
  }
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  return {
    production,
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    logLevel: values.LOG_LEVEL,
    redisUrl: values.REDIS_URL,
    waitReplicas: values.REDIS_WAIT_REPLICAS,
    concurrency: values.WORKER_CONCURRENCY,
    heartbeatMs: values.HEARTBEAT_MS,
    claimIdleMs: values.CLAIM_IDLE_MS,
    maxAttempts: values.MAX_ATTEMPTS,
    attemptTimeoutMs: values.ATTEMPT_TIMEOUT_MS,
    deadlineMs: values.MESSAGE_DEADLINE_MS,
    queueMaxLength: values.QUEUE_MAX_LENGTH,
    /** Messages of one session that have not ended; not a setting. */
    sessionMaxLength: 20,
    resultTtlMs: values.RESULT_TTL_SECONDS * 1000,
    webSocketEnabled: values.WIDGET_USE_WEBSOCKET,
    maxConnections: values.WIDGET_MAX_CONNECTIONS,
    rolloutPercent: values.WIDGET_ROLLOUT_PERCENT,
    legacyEnabled: values.WIDGET_FALLBACK_REST,
    legacyWaitMs: values.LEGACY_WAIT_SECONDS * 1000,
    clinicsDir: values.CLINICS_DIR,
    defaultClinic: values.DEFAULT_CLINIC ?? (production ? undefined : 'demo'),
    /** In the order in which they are asked: the next answers where one is down. */
    agents: values.AGENT,
    openai: {
      baseUrl: values.OPENAI_BASE_URL,
      apiKey: values.OPENAI_API_KEY,
      model: values.OPENAI_MODEL,
      headers: values.OPENAI_HEADERS,
      body: values.OPENAI_BODY,
      contextTokens: values.OPENAI_CONTEXT_TOKENS,
      endsWithDone: values.OPENAI_ENDS_WITH === 'done',
    },
    patience: patienceOf(values),
    http: {url: values.AGENT_URL, secret: values.AGENT_SECRET},
    agentMaxChars: values.AGENT_MAX_CHARS,
    evolution: {
      url: values.EVOLUTION_URL,
      apiKey: values.EVOLUTION_API_KEY,
      webhookSecret: values.EVOLUTION_WEBHOOK_SECRET,
      /** The clinic of each instance. */
      instances: values.EVOLUTION_INSTANCES,
    },
    telegram: {botToken: values.TELEGRAM_BOT_TOKEN, webhookSecret: values.TELEGRAM_WEBHOOK_SECRET},
    twilio: {
      accountSid: values.TWILIO_ACCOUNT_SID,
      authToken: values.TWILIO_AUTH_TOKEN,
      from: values.TWILIO_FROM,
    },
    handoff: {url: values.HANDOFF_URL, secret: values.HANDOFF_SECRET},
    /** The first signs, all verify; `undefined`: one that is made and kept in Redis. */
    sessionSecrets: values.SESSION_SECRETS,
    adminToken: values.ADMIN_TOKEN,
    allowedOrigins: values.ALLOWED_ORIGINS ?? (production ? [] : ['*']),
  };
}

/** How long an agent is waited for: what is not set fits into what an attempt may take. */
function patienceOf(values: Waits) {
  const {ATTEMPT_TIMEOUT_MS: attemptMs, FIRST_WORD_TIMEOUT_MS: firstMs = 0} = values;
  // What is left of the attempt is for whoever answers instead: 3 s, if there are as many.
  const left = Math.max(attemptMs / 2, Math.min(attemptMs * 0.93, attemptMs - 3000));
  const wholeMs = Math.max(Math.ceil(left), firstMs);
  return {
    firstWordMs: firstMs || Math.min(40_000, wholeMs),
    betweenWordsMs: values.BETWEEN_WORDS_TIMEOUT_MS ?? Math.min(20_000, wholeMs),
    /** All of a reply. */
    wholeMs,
  };
}

function sentence(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is required' : issue.message;
}

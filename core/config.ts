/**
 * The whole configuration, read once from the environment: validated, frozen, and every mistake listed at
 * once. The names are fixed by the HTTP contract; `.env.example` explains each.
 */
import {z} from 'zod';

const number = (fallback: number, min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(fallback);

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
  WIDGET_FALLBACK_REST: flag(true),
  LEGACY_WAIT_SECONDS: number(20, 0, 25),
  CLINICS_DIR: z.string().optional(),
  DEFAULT_CLINIC: z.string().optional(),
  AGENT: z.enum(['faq']).default('faq'),
  ALLOWED_ORIGINS: list,
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
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(issue => `  ${issue.path.join('.')}: ${sentence(issue)}`);
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
    resultTtlMs: values.RESULT_TTL_SECONDS * 1000,
    legacyEnabled: values.WIDGET_FALLBACK_REST,
    legacyWaitMs: values.LEGACY_WAIT_SECONDS * 1000,
    clinicsDir: values.CLINICS_DIR,
    defaultClinic: values.DEFAULT_CLINIC ?? (production ? undefined : 'demo'),
    agent: values.AGENT,
    allowedOrigins: values.ALLOWED_ORIGINS ?? (production ? [] : ['*']),
  };
}

function sentence(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is required' : issue.message;
}

/**
 * What the check before a release asks beyond what each setting asks for itself: settings that make sense only together,
 * and those that a process would start with though nobody can have meant it. Pure; of the environment as it is written.
 */
import type {Environment} from './env-file.ts';

/** All of a group are set, or none. */
const together: readonly (readonly string[])[] = [
  ['EVOLUTION_URL', 'EVOLUTION_API_KEY', 'EVOLUTION_WEBHOOK_SECRET', 'EVOLUTION_INSTANCES'],
  ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET'],
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
  ['OPENAI_BASE_URL', 'OPENAI_MODEL'],
];

/** Where the first names this, the second is needed. */
const agents = {openai: 'OPENAI_BASE_URL', http: 'AGENT_URL'} as const;

/** Origins: a path would be put in front of ours. */
const origins = ['PUBLIC_URL', 'EVOLUTION_URL', 'TELEGRAM_API_URL', 'TWILIO_API_URL'];

export function releaseMistakes(env: Environment): string[] {
  const set = (name: string) => (env[name] ?? '').trim() !== '';
  const number = (name: string, fallback: number) => (set(name) ? Number(env[name]) : fallback);
  const halves = together.flatMap(group => {
    const missing = group.filter(name => !set(name));
    if (missing.length === 0 || missing.length === group.length) return [];
    return missing.map(name => `${name}: is required where ${group.find(set)} is set`);
  });
  const order = (env['AGENT'] ?? 'faq').split(',').map(name => name.trim());
  const unreached = order.slice(order.indexOf('faq') + 1).filter(() => order.includes('faq'));
  return [
    ...halves,
    ...Object.entries(agents).flatMap(([agent, name]) =>
      order.includes(agent) && !set(name) ? [`${name}: is required, since AGENT names ${agent}`] : [],
    ),
    ...unreached.map(name => `AGENT: ${name} can never be reached behind faq, which always answers`),
    ...origins.flatMap(name => {
      const url = env[name] ?? '';
      const path = URL.canParse(url) ? new URL(url).pathname : '/';
      return path === '/' ? [] : [`${name}: must have no path behind the host`];
    }),
    ...(number('HEARTBEAT_MS', 3000) * 2 > number('CLAIM_IDLE_MS', 12_000)
      ? ['HEARTBEAT_MS: must be at most half of CLAIM_IDLE_MS, or turns that run are taken for abandoned']
      : []),
    ...(number('ATTEMPT_TIMEOUT_MS', 45_000) > number('MESSAGE_DEADLINE_MS', 120_000)
      ? ['ATTEMPT_TIMEOUT_MS: must be at most MESSAGE_DEADLINE_MS, or it never ends an attempt']
      : []),
    ...(env['NODE_ENV'] === 'production' && env['ALLOWED_ORIGINS']?.trim() === '*'
      ? ['ALLOWED_ORIGINS: must name the sites that may chat, in production']
      : []),
  ];
}

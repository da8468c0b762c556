/**
 * What is asked beyond what each setting asks for itself: settings that make sense only together, and those that a process
 * would run with though nobody can have meant it. Pure; of the environment as it is written.
 */
import type {Given} from '../settings/settings.ts';

/** All of a group are set, or none. */
const together: readonly (readonly string[])[] = [
  ['EVOLUTION_URL', 'EVOLUTION_API_KEY', 'EVOLUTION_WEBHOOK_SECRET', 'EVOLUTION_INSTANCES'],
  ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET'],
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
  ['OPENAI_BASE_URL', 'OPENAI_MODEL'],
];

/** Without these nobody could have done anything with them. */
const needs: Readonly<Record<string, string>> = {
  TELEGRAM_API_URL: 'TELEGRAM_BOT_TOKEN',
  TWILIO_NUMBERS: 'TWILIO_ACCOUNT_SID',
  TWILIO_API_URL: 'TWILIO_ACCOUNT_SID',
  OPENAI_API_KEY: 'OPENAI_BASE_URL',
  DESK_ALERT_SECONDS: 'DESK_ALERT_URL',
  OTEL_EXPORTER_OTLP_HEADERS: 'OTEL_EXPORTER_OTLP_ENDPOINT',
};

/** Where the first names this, the second is needed. */
const agents = {openai: 'OPENAI_BASE_URL', http: 'AGENT_URL'} as const;

/** Origins: a path would be put in front of ours. */
const origins = ['PUBLIC_URL', 'EVOLUTION_URL', 'TELEGRAM_API_URL', 'TWILIO_API_URL'];

/** Each opens another door: whoever has one of them must not have all. */
const secrets = [
  'ADMIN_TOKEN',
  'AGENT_SECRET',
  'EVOLUTION_WEBHOOK_SECRET',
  'HANDOFF_SECRET',
  'SESSION_SECRETS',
  'TELEGRAM_WEBHOOK_SECRET',
];

/** What no process starts with, anywhere. */
export function contradictions(given: Given): string[] {
  return [...agentMistakes(given), ...urlMistakes(given), ...timeMistakes(given)];
}

/** What is tried out in development, and cannot be meant in production. */
export function unfinished(given: Given): string[] {
  const halves = together.flatMap(group => {
    const missing = group.filter(name => !(name in given));
    if (missing.length === 0 || missing.length === group.length) return [];
    return missing.map(name => `${name}: is required where ${group.find(one => one in given)} is set`);
  });
  const alone = Object.entries(needs).flatMap(([name, needed]) =>
    name in given && !(needed in given) ? [`${name}: means nothing without ${needed}`] : [],
  );
  const firsts = new Map<string, string>();
  const shared = secrets.flatMap(name => {
    const value = given[name];
    const first = value && firsts.get(value);
    if (value && !first) firsts.set(value, name);
    return first ? [`${name}: must be another secret than ${first}`] : [];
  });
  const star = given['ALLOWED_ORIGINS']?.trim() === '*';
  return [
    ...halves,
    ...alone,
    ...shared,
    ...(star ? ['ALLOWED_ORIGINS: must name the sites that may chat, in production'] : []),
  ];
}

function agentMistakes(given: Given): string[] {
  const order = (given['AGENT'] ?? 'faq').split(',').map(name => name.trim());
  const unreached = order.slice(order.indexOf('faq') + 1).filter(() => order.includes('faq'));
  return [
    ...Object.entries(agents).flatMap(([agent, name]) =>
      order.includes(agent) && !(name in given) ? [`${name}: is required, since AGENT names ${agent}`] : [],
    ),
    ...unreached.map(name => `AGENT: ${name} can never be reached behind faq, which always answers`),
  ];
}

function urlMistakes(given: Given): string[] {
  const pathOf = (name: string) => {
    const url = given[name] ?? '';
    return URL.canParse(url) ? new URL(url).pathname : '/';
  };
  return [
    ...origins.filter(name => pathOf(name) !== '/').map(name => `${name}: must have no path behind the host`),
    ...(/\/(?:chat\/completions|completions|responses)\/?$/.test(pathOf('OPENAI_BASE_URL'))
      ? ['OPENAI_BASE_URL: must be the base, as https://host/v1; the rest of the path is ours']
      : []),
  ];
}

/** Only of what is written: a default gives way by itself. */
function timeMistakes(given: Given): string[] {
  const number = (name: string, fallback: number) => Number(given[name] ?? fallback);
  const port = given['PORT'] ?? '3000';
  return [
    ...('HEARTBEAT_MS' in given && number('HEARTBEAT_MS', 0) * 2 > number('CLAIM_IDLE_MS', 12_000)
      ? ['HEARTBEAT_MS: must be at most half of CLAIM_IDLE_MS, or turns that run are taken for abandoned']
      : []),
    ...('ATTEMPT_TIMEOUT_MS' in given &&
    number('ATTEMPT_TIMEOUT_MS', 0) > number('MESSAGE_DEADLINE_MS', 120_000)
      ? ['ATTEMPT_TIMEOUT_MS: must be at most MESSAGE_DEADLINE_MS, or it never ends an attempt']
      : []),
    ...(port !== '0' && given['METRICS_PORT'] === port
      ? ['METRICS_PORT: must be another port than PORT, since both may run on one machine']
      : []),
  ];
}

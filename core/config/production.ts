/** What production asks of secrets, in one place, so that a start says at once all that is missing or weak. */
import type {Given} from '../settings/settings.ts';

/** Between us and nobody else. */
const ownLength = 32;
/** Agreed with a provider, which may have its own idea of a secret. */
const sharedLength = 16;
/** Random bytes have more in any spelling. */
const leastDistinct = 8;

/** `needed`: always, or where this other variable is set. `items`: a comma list, of which each is one. */
const secrets: Readonly<Record<string, {length: number; needed?: true | readonly string[]; items?: true}>> = {
  DATA_KEYS: {length: ownLength, needed: true, items: true},
  SESSION_SECRETS: {length: ownLength, needed: true, items: true},
  ADMIN_TOKEN: {length: ownLength},
  AGENT_SECRET: {length: ownLength, needed: ['AGENT_URL']},
  HANDOFF_SECRET: {length: ownLength, needed: ['HANDOFF_URL', 'DESK_ALERT_URL']},
  EVOLUTION_WEBHOOK_SECRET: {
    length: sharedLength,
    needed: ['EVOLUTION_URL', 'EVOLUTION_INSTANCES'],
    items: true,
  },
  TELEGRAM_WEBHOOK_SECRET: {length: sharedLength, needed: ['TELEGRAM_BOT_TOKEN']},
};

/** A line for each; none outside of production. Values are not repeated. */
export function weakSecrets(given: Given): string[] {
  if (given['NODE_ENV'] !== 'production') return [];
  return Object.entries(secrets).flatMap(([name, {length, needed, items}]) => {
    const value = given[name];
    if (value === undefined) return isNeeded(given, needed) ? [`${name}: is required in production`] : [];
    const each = items ? value.split(',').map(item => item.trim()) : [value];
    return each.some(item => isWeak(item, length))
      ? [`${name}: must be random, and have at least ${length} characters in production`]
      : [];
  });
}

function isNeeded(given: Given, needed: true | readonly string[] = []): boolean {
  return needed === true || needed.some(name => name in given);
}

/** Could it be guessed? What is in front of the secret itself, a key's id or an instance, does not count. */
export function isWeak(item: string, length = ownLength): boolean {
  if (item === 'plain') return false;
  const own = item.replace(/^(?:[\w-]{1,16}:|[\w.-]{1,64}=(?=[^=]))/, '');
  return own.length < length || new Set(own).size < leastDistinct;
}

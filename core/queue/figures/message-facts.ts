/** What may be shown of a message without a word of it, and without saying whose it is. */

/** Of the hash; what is not here may name a person, or is what was said. */
const shown = [
  'status',
  'channel',
  'clinic',
  'attempt',
  'handed_back',
  'pieces',
  'owner',
  'answered_by',
  'error_code',
  'merged_into',
  'replayed_as',
  'tokens_in',
  'tokens_out',
];
const times = ['created_at', 'started_at', 'claimed_at', 'finished_at', 'deadline_at'];

const ofDelivery = ['status', 'attempt', 'sent', 'sending', 'tries', 'reason'];

/** Of its hash; times as ISO 8601 in UTC. */
export function factsOf(fields: Readonly<Record<string, string>>): Record<string, string> {
  const isoTime = (ms: string) => new Date(Number(ms)).toISOString();
  return {...picked(fields, shown), ...picked(fields, times, isoTime)};
}

export function deliveryFacts(fields: Readonly<Record<string, string>>): Record<string, string> {
  return picked(fields, ofDelivery);
}

/** What an event says beside words. */
export function detailOf({attempt, code, text}: Record<string, string>): string {
  return attempt ? `attempt ${attempt}` : (code ?? (text === undefined ? '' : `${text.length} characters`));
}

function picked(
  fields: Readonly<Record<string, string>>,
  names: readonly string[],
  spell = (value: string) => value,
): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => (fields[name] ? [[name, spell(fields[name])]] : [])));
}

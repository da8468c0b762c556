/**
 * Cursors are the ids of a Redis Stream, `<unix ms>-<sequence>`: they rise, and they tell the time, so that
 * an event's time and its place can never disagree.
 */
export type Cursor = {ms: bigint; sequence: bigint};

/** Of either part. */
export const largest = 2n ** 64n - 1n;

/** Before every event. */
export const beginning = '0-0';

/** `null` unless the text is an id as Redis writes them, or `0` for the beginning. */
export function parseCursor(text: string): Cursor | null {
  const match = text === '0' ? ['', '0', '0'] : /^(\d{1,20})-(\d{1,20})$/.exec(text);
  if (!match) return null;
  const ms = BigInt(match[1] ?? 0);
  const sequence = BigInt(match[2] ?? 0);
  return ms > largest || sequence > largest ? null : {ms, sequence};
}

/** Does the event with this id come after the cursor? Both must be well-formed. */
export function isAfter(id: string, cursor: string): boolean {
  const a = parseCursor(id);
  const b = parseCursor(cursor);
  if (!a || !b) return false;
  return a.ms === b.ms ? a.sequence > b.sequence : a.ms > b.ms;
}

/** When the event with this id was written, by the clock of Redis; ISO 8601 in UTC. */
export function timeOf(id: string): string {
  return new Date(Number.parseInt(id, 10)).toISOString();
}

/** Full jitter: any time up to a ceiling that doubles with each failure, so that many widgets never come back together. */
export type BackoffRange = {baseMs: number; capMs: number};

/** The delay in milliseconds after the nth failure in a row (from 1). */
export function backoff(failures: number, {baseMs, capMs}: BackoffRange, random = Math.random): number {
  return random() * Math.min(capMs, baseMs * 2 ** (failures - 1));
}

import {setTimeout as sleep} from 'node:timers/promises';

/** The first truthy answer of `check`, asked again every few milliseconds; throws when the time is up. */
export async function until<T>(
  check: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await check();
    if (answer) return answer as Exclude<T, false | null | undefined>;
    if (performance.now() > end) throw new Error(`Nothing after ${timeoutMs} ms: ${check}`);
    await sleep(10);
  }
}

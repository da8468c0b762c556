import {setTimeout as sleep} from 'node:timers/promises';
import {backoff} from '../backoff.ts';
import {toChatError} from '../errors.ts';

/**
 * Repeats a step while Redis is away, at most `ms`: an answer that has been worked for is not thrown away because
 * its link was cut. The step must be safe to repeat. Throws what the step throws, or an `AbortError`.
 */
export async function persist<T>(step: () => Promise<T>, ms: number, signal?: AbortSignal): Promise<T> {
  const end = performance.now() + ms;
  for (let failures = 0; ; failures++) {
    try {
      return await step();
    } catch (error) {
      if (toChatError(error).code !== 'unavailable' || performance.now() > end) throw error;
      await sleep(backoff(failures, 50, 1000), undefined, {...(signal && {signal})});
    }
  }
}

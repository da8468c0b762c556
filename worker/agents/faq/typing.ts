/** Lets pieces out at the pace of somebody typing; an abort ends it at once, also in the middle of a pause. */
import {setTimeout} from 'node:timers/promises';

/**
 * The first piece comes at once, then one every `typingMs` milliseconds; with 0 no timer is started.
 * Throws the signal's reason.
 */
export async function* typing(
  pieces: Iterable<string>,
  typingMs: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let pauseMs = 0;
  for (const piece of pieces) {
    // An aborted timer throws an error of its own, with the reason as its cause.
    if (pauseMs > 0) await setTimeout(pauseMs, undefined, {signal}).catch(() => signal.throwIfAborted());
    signal.throwIfAborted();
    yield piece;
    pauseMs = typingMs;
  }
}

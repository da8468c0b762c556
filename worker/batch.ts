/**
 * Pieces of a reply, joined so that readers are not woken for each: the first one goes out as it comes, then
 * whatever came within `everyMs` goes out as one. Joined, what comes out is what went in. An agent that does
 * not heed the signal is left behind.
 */
export async function* batch(
  pieces: AsyncIterable<string>,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const source = pieces[Symbol.asyncIterator]();
  let held = '';
  let quietUntil = 0; // on the monotonic clock
  let coming = quietly(source.next());
  try {
    for (;;) {
      const pauseMs = held === '' ? undefined : quietUntil - performance.now();
      const piece = await within(coming, pauseMs, signal);
      if (piece?.done) break;
      if (piece) {
        held += piece.value;
        coming = quietly(source.next());
      }
      if (held !== '' && performance.now() >= quietUntil) {
        yield held;
        held = '';
        quietUntil = performance.now() + everyMs;
      }
    }
    if (held !== '') yield held;
  } finally {
    // Not awaited: it would wait for a piece that may never come.
    quietly(Promise.resolve(source.return?.()));
  }
}

/** What was promised, or `undefined` when it did not come in time; without a time it is waited for. */
async function within<T>(
  promise: Promise<T>,
  ms: number | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  signal.throwIfAborted();
  const waiting = new AbortController(); // takes the listener away with it
  let timer: NodeJS.Timeout | undefined;
  const interruption = new Promise<undefined>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {signal: waiting.signal});
    if (ms !== undefined) timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, interruption]);
  } finally {
    clearTimeout(timer);
    waiting.abort();
  }
}

/** The same promise, which may fail before somebody looks at it, or when nobody does any more. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

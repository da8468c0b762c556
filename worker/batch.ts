/**
 * The words of a reply, joined so that readers are not woken for each: the first ones go out as they come, then
 * whatever came within `everyMs` goes out as one. Joined, what comes out is what went in. What else is said passes at
 * once, and a reset takes what is held with it. An agent that does not heed the signal is left behind.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Said} from './agents/agent.ts';

/** `isLast`: nothing follows. Only what is known to be last when it goes out says so. */
export type Words = {type: 'words'; text: string; isLast: boolean};

export async function* batch(
  pieces: AsyncIterable<Said>,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<Words | Exclude<Said, string>> {
  const source = pieces[Symbol.asyncIterator]();
  const abortion = whenAborted(signal);
  let held = '';
  let quietUntil = 0; // on the monotonic clock
  let coming = quietly(source.next());
  try {
    for (;;) {
      const pauseMs = held === '' ? undefined : quietUntil - performance.now();
      const piece = await within(Promise.race([coming, abortion.promise]), pauseMs);
      if (piece?.done) break;
      if (piece) {
        const said = piece.value;
        coming = quietly(source.next());
        if (typeof said === 'string') held += said;
        else {
          if (said.type === 'reset') held = '';
          yield said;
        }
      }
      if (held !== '' && performance.now() >= quietUntil) {
        if (await isDone(coming)) break; // what is held goes out with the end
        yield {type: 'words', text: held, isLast: false};
        held = '';
        quietUntil = performance.now() + everyMs;
      }
    }
    signal.throwIfAborted();
    if (held !== '') yield {type: 'words', text: held, isLast: true};
  } finally {
    abortion.forget();
    // Not awaited: it would wait for a piece that may never come.
    quietly(Promise.resolve(source.return?.()));
  }
}

/** Rejects with the signal's reason. One for a whole reply: a listener for each piece costs more than the piece. */
function whenAborted(signal: AbortSignal): {promise: Promise<never>; forget: () => void} {
  const inside: {forget: () => void} = {forget: () => undefined};
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    inside.forget = () => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
  });
  return {promise: quietly(promise), ...inside};
}

/** What was promised, or `undefined` when it did not come in time; without a time it is waited for. */
async function within<T>(promise: Promise<T>, ms: number | undefined): Promise<T | undefined> {
  if (ms === undefined) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Is it known by now that nothing follows? */
function isDone(coming: Promise<IteratorResult<Said>>): Promise<boolean> {
  const known = coming.then(
    piece => piece.done === true,
    () => false,
  );
  return Promise.race([known, nextTurn(false)]);
}

/** The same promise, which may fail before somebody looks at it, or when nobody does any more. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

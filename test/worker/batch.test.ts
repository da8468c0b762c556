import {setTimeout as sleep} from 'node:timers/promises';
import test from 'ava';
import fc from 'fast-check';
import {batch} from '../../worker/batch.ts';

const never = new AbortController().signal;

async function collect(pieces: AsyncIterable<string>, everyMs: number, signal = never): Promise<string[]> {
  const out: string[] = [];
  for await (const {text} of batch(pieces, everyMs, signal)) out.push(text);
  return out;
}

async function* speak(pieces: Iterable<string>, pauseMs = 0): AsyncGenerator<string> {
  for (const piece of pieces) {
    if (pauseMs > 0) await sleep(pauseMs);
    yield piece;
  }
}

test('batches joined are the pieces joined, whatever the pieces', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), async pieces => {
      t.is((await collect(speak(pieces), 1000)).join(''), pieces.join(''));
    }),
    {numRuns: 100},
  );
});

test('the first piece goes out as it comes, the rest together', async t => {
  const [first, ...rest] = await collect(speak(['a', 'b', 'c', 'd']), 10_000);
  t.is(first, 'a');
  t.is(rest.join(''), 'bcd');
  t.true(rest.length <= 1);
});

test('what is held goes out when its time has come, though the agent pauses', async t => {
  const pause = new AbortController();
  async function* pausing() {
    yield 'a';
    yield 'b';
    await new Promise(resolve => pause.signal.addEventListener('abort', resolve));
    yield 'c';
  }
  const out: string[] = [];
  for await (const {text} of batch(pausing(), 20, never)) {
    out.push(text);
    if (text === 'b') pause.abort();
  }
  t.deepEqual(out, ['a', 'b', 'c']);
});

test('the last words say that they are, where that is known when they go out', async t => {
  const told = async (pieces: AsyncIterable<string>) => {
    const out: string[] = [];
    for await (const {text, isLast} of batch(pieces, 10_000, never)) out.push(`${text}${isLast ? '!' : ''}`);
    return out;
  };
  t.deepEqual(await told(speak(['a'])), ['a!']);
  t.deepEqual(await told(speak(['a', 'b'])), ['a', 'b!']);
  t.deepEqual(await told(speak([])), []);
});

test('an agent that does not heed the signal is left behind', async t => {
  const stop = new AbortController();
  async function* deaf() {
    yield 'a';
    await new Promise(() => undefined);
  }
  const reason = new Error('stop');
  const collecting = collect(deaf(), 10, stop.signal);
  stop.abort(reason);
  t.is(await t.throwsAsync(collecting), reason);
});

test('an agent is told when its reader leaves', async t => {
  let left = false;
  async function* speaking() {
    try {
      for (;;) yield 'a';
    } finally {
      left = true;
    }
  }
  for await (const _ of batch(speaking(), 0, never)) break;
  await sleep(0);
  t.true(left);
});

test('a failing agent fails the batch', async t => {
  async function* failing() {
    yield 'a';
    throw new Error('broken');
  }
  await t.throwsAsync(collect(failing(), 10), {message: 'broken'});
});

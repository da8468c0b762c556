import {setTimeout as sleep} from 'node:timers/promises';
import fc from 'fast-check';
import type {Said} from '../../worker/agents/agent.ts';
import {batch, type Words} from '../../worker/batch.ts';
import {test} from '../helpers/test.ts';

const never = new AbortController().signal;

/** The words as they go out; of what else is said, the type in brackets. */
async function collect(pieces: AsyncIterable<Said>, everyMs: number, signal = never): Promise<string[]> {
  const out: string[] = [];
  for await (const said of batch(pieces, everyMs, signal)) out.push(show(said));
  return out;
}

function show(said: Words | Exclude<Said, string>): string {
  return said.type === 'words' ? said.text : `[${said.type}]`;
}

async function* speak(pieces: Iterable<Said>, pauseMs = 0): AsyncGenerator<Said> {
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
  for await (const said of batch(pausing(), 20, never)) {
    out.push(show(said));
    if (out.at(-1) === 'b') pause.abort();
  }
  t.deepEqual(out, ['a', 'b', 'c']);
});

test('the last words say that they are, where that is known when they go out', async t => {
  const told = async (pieces: AsyncIterable<Said>) => {
    const out: string[] = [];
    for await (const said of batch(pieces, 10_000, never))
      out.push(`${show(said)}${said.type === 'words' && said.isLast ? '!' : ''}`);
    return out;
  };
  t.deepEqual(await told(speak(['a'])), ['a!']);
  t.deepEqual(await told(speak(['a', 'b'])), ['a', 'b!']);
  t.deepEqual(await told(speak([])), []);
});

test('a reset takes the words that are held with it, and what is no word passes at once', async t => {
  const said: Said[] = [
    {type: 'by', agent: 'x'},
    'a',
    'b',
    {type: 'reset'},
    {type: 'choices', choices: ['c']},
    'd',
  ];
  t.deepEqual(await collect(speak(said), 10_000), ['[by]', 'a', '[reset]', '[choices]', 'd']);
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

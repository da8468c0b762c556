import {Pause} from '../../widget/pause.ts';
import {test} from '../helpers/test.ts';

const never = () => new AbortController().signal;

/** Milliseconds until the promise resolves. */
async function timed(promise: Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await promise;
  return performance.now() - startedAt;
}

test('waits for the longer of both', async t => {
  const pause = new Pause();
  t.true((await timed(pause.wait(30, 80, never()))) >= 75);
  t.true((await timed(pause.wait(80, 30, never()))) >= 75);
  t.true((await timed(pause.wait(0, 0, never()))) < 1000);
});

test('wakes from its own part at once', async t => {
  const pause = new Pause();
  const waiting = timed(pause.wait(0, 60_000, never()));
  pause.wake();
  t.true((await waiting) < 1000);
});

test('does not wake from what the server asked for', async t => {
  const pause = new Pause();
  const waiting = timed(pause.wait(100, 60_000, never()));
  pause.wake();
  const ms = await waiting;
  t.true(ms >= 95 && ms < 1000, `${ms} ms`);
});

test('ends with its signal', async t => {
  const pause = new Pause();
  const controller = new AbortController();
  const waiting = timed(pause.wait(60_000, 120_000, controller.signal));
  controller.abort();
  t.true((await waiting) < 1000);
  t.true((await timed(pause.wait(60_000, 60_000, controller.signal))) < 1000);
});

/**
 * The end of a process: SIGTERM or SIGINT runs the closers, last opened first, each awaited; a second signal
 * or the deadline ends it hard. The platform may send the signal more than once and to every process: what comes
 * within a second is the same signal.
 */
import type {Log} from './log.ts';

const sameSignalMs = 1000;

export type Closer = () => void | Promise<void>;

/** Returns the function that registers a closer. `deadlineMs` bounds all of them together. */
export function onShutdown({log, deadlineMs}: {log: Log; deadlineMs: number}): (closer: Closer) => void {
  const closers: Closer[] = [];
  let since: number | undefined;

  const stop = async (signal: string) => {
    if (since !== undefined) {
      if (performance.now() - since < sameSignalMs) return;
      log.warn({signal}, 'shutdown.forced');
      process.exit(1);
    }
    since = performance.now();
    log.info({signal}, 'shutdown.started');
    setTimeout(() => {
      log.error('shutdown.timed-out');
      process.exit(1);
    }, deadlineMs).unref();
    for (const close of closers.reverse()) await settle(close, log);
    log.info('shutdown.finished');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop(signal));
  return closer => closers.push(closer);
}

/** A closer that fails must not keep the others from running. */
async function settle(close: Closer, log: Log): Promise<void> {
  try {
    await close();
  } catch (error) {
    log.error({error}, 'shutdown.failed');
  }
}

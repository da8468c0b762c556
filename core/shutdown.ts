/**
 * The end of a process: SIGTERM or SIGINT closes what was opened, last opened first, each awaited; a second signal
 * or the deadline ends it hard. The platform may send the signal more than once and to every process: what comes
 * within a second is the same signal.
 */
import type {Log} from './log.ts';

const sameSignalMs = 1000;

export type Closer = () => void | Promise<void>;
export type Closers = {add(closer: Closer): void; close(): Promise<void>};

/** Whoever opens something adds its closer. One that fails does not keep the others from running. */
export function createClosers(log: Log): Closers {
  const closers: Closer[] = [];
  return {
    add: closer => void closers.push(closer),
    async close() {
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          log.error({error}, 'shutdown.failed');
        }
      }
    },
  };
}

/**
 * What nobody caught ends the process: who knows what it has left half done. The line that says so is the log's, which
 * keeps no message of an error, since that can quote what somebody wrote.
 */
export function endOnError(log: Log): void {
  const end = (error: unknown) => {
    log.fatal({error: error instanceof Error ? error : new Error('thrown')}, 'process.failed');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** `deadlineMs` bounds the whole of `close`. */
export function onShutdown(
  {log, deadlineMs}: {log: Log; deadlineMs: number},
  close: () => Promise<void>,
): void {
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
    await close();
    log.info('shutdown.finished');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop(signal));
}

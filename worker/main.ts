/** The worker process: environment, log, worker; and the way back. */
import {configFromEnv} from '../core/config/config.ts';
import {createLog} from '../core/log.ts';
import {logNames} from '../core/log-names.ts';
import {createSealer} from '../core/seal.ts';
import {endOnError, onShutdown} from '../core/shutdown.ts';
import {createWorker} from './create-worker.ts';

const config = configFromEnv(process.env);
const nameOf = logNames(createSealer(config.data.keys, config.data));
const log = createLog({level: config.process.logLevel, component: 'worker', nameOf});
endOnError(log);
const worker = createWorker(config, {log}).start();
onShutdown({log, deadlineMs: 25_000}, worker.stop);

// A loop that is stuck will not come back by itself; a new process will.
const stuckMs = 15_000;
setInterval(() => {
  if (worker.consumer.idleMs < stuckMs) return;
  log.fatal('worker.stuck');
  process.exit(1);
}, 1000).unref();

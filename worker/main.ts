/** The worker process: environment, log, worker; and the way back. */
import {readConfig} from '../core/config/read-config.ts';
import {createLog, type OnLine} from '../core/log.ts';
import {logNames} from '../core/log-names.ts';
import {Counts} from '../core/metrics/counts.ts';
import {createSealer} from '../core/seal.ts';
import {endOnError, onShutdown} from '../core/shutdown.ts';
import {startTracing} from '../core/start-tracing.ts';
import {createWorker, stuckMs} from './create-worker.ts';

const config = readConfig(process.env);
const counts = new Counts();
const onLine: OnLine = (word, fields, bound) => counts.note(word, fields, bound);
const nameOf = logNames(createSealer(config.data.keys, config.data));
const log = createLog({level: config.process.logLevel, component: 'worker', nameOf, onLine});
endOnError(log);
const stopTracing = await startTracing(config.traces, {component: 'worker', log});
const worker = createWorker(config, {log, counts}).start();
onShutdown({log, deadlineMs: 25_000}, () => worker.stop().then(stopTracing));

setInterval(() => {
  if (worker.consumer.idleMs < stuckMs) return;
  log.fatal('worker.stuck');
  process.exit(1);
}, 1000).unref();

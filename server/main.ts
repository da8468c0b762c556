/** The web process: environment, log, web; and the way back. */
import {configFromEnv} from '../core/config/config.ts';
import {createLog} from '../core/log.ts';
import {logNames} from '../core/log-names.ts';
import {createSealer} from '../core/seal.ts';
import {endOnError, onShutdown} from '../core/shutdown.ts';
import {createWeb} from './create-web.ts';

const config = configFromEnv(process.env);
const nameOf = logNames(createSealer(config.data.keys, config.data));
const log = createLog({level: config.process.logLevel, component: 'web', nameOf});
endOnError(log);
const web = createWeb(config, {log}).start();
onShutdown({log, deadlineMs: 5000}, web.stop);

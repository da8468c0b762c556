/** The web process: environment, log, web; and the way back. */
import {configFromEnv} from '../core/config/config.ts';
import {createLog} from '../core/log.ts';
import {endOnError, onShutdown} from '../core/shutdown.ts';
import {createWeb} from './create-web.ts';

const config = configFromEnv(process.env);
const log = createLog({level: config.process.logLevel, component: 'web'});
endOnError(log);
const web = createWeb(config, {log}).start();
onShutdown({log, deadlineMs: 5000}, web.stop);

/** The web process: environment, log, Redis, app, port; and the way back. */
import {createServer} from 'node:http';
import {insistOnRedis} from '../core/check-redis.ts';
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import {configFromEnv} from '../core/config.ts';
import {Watcher} from '../core/events/watch.ts';
import {createLog} from '../core/log.ts';
import {Commit} from '../core/queue/commit.ts';
import {Redis} from '../core/redis.ts';
import {onShutdown} from '../core/shutdown.ts';
import {createApp} from './app.ts';
import {Asset} from './assets.ts';
import {closeServer, serverOptions} from './listen.ts';
import {WaitingRoom} from './waiting-room.ts';

const config = configFromEnv(process.env);
const log = createLog({level: config.logLevel, component: 'web'});
const opened = onShutdown({log, deadlineMs: 5000});

const {redisUrl: url} = config;
const blocking = new Redis({url, name: 'web-wake', log}).start();
const redis = new Redis({url, name: 'web', log, onReplaced: () => blocking.replace()}).start();
opened(() => redis.stop());
const watcher = new Watcher({blocking, commands: redis, log}).start();
opened(() => watcher.stop());
void insistOnRedis(redis, {log, production: config.production});
const waitingRoom = new WaitingRoom({redis, watcher});

const app = createApp({
  redis,
  writes: writesTo(redis),
  watcher,
  waitingRoom,
  log,
  limits: {...config, sessionMaxLength: 20},
  clinics: {known: loadClinics(config.clinicsDir ?? defaultClinicsDir), fallback: config.defaultClinic},
  legacy: {enabled: config.legacyEnabled, waitMs: config.legacyWaitMs},
  cors: {origins: config.allowedOrigins, publicUrl: config.publicUrl},
  assets: {
    widget: new Asset(new URL('../widget/widget.js', import.meta.url), 'text/javascript; charset=utf-8'),
    demo: new Asset(new URL('pages/demo.html', import.meta.url), 'text/html; charset=utf-8'),
  },
});
const server = createServer(serverOptions, app.callback());
opened(() => closeServer(server, waitingRoom));
server.listen(config.port, config.host, () => {
  const address = server.address();
  log.info({port: typeof address === 'object' ? address?.port : config.port}, 'web.listening');
});

/** Where replicas must confirm, that has a connection of its own: waiting for them holds it up. */
function writesTo(shared: Redis): Redis | Commit {
  if (config.waitReplicas === 0) return shared;
  const own = new Redis({url, name: 'web-writes', log}).start();
  opened(() => own.stop());
  return new Commit({redis: own, replicas: config.waitReplicas});
}

/** The web process: environment, log, Redis, app, port; and the way back. */
import {createServer} from 'node:http';
import {allChannels} from '../core/channels/all-channels.ts';
import {insistOnPublicUrl} from '../core/channels/invite.ts';
import {insistOnRedis} from '../core/check-redis.ts';
import {ClinicBook} from '../core/clinics/clinic-book.ts';
import {defaultClinicsDir} from '../core/clinics/load-clinics.ts';
import {configFromEnv} from '../core/config.ts';
import {Watcher} from '../core/events/watch.ts';
import {createLog} from '../core/log.ts';
import {Commit} from '../core/queue/commit.ts';
import {Redis} from '../core/redis.ts';
import {sessionSecrets} from '../core/sessions/session-secrets.ts';
import {onShutdown} from '../core/shutdown.ts';
import {createApp} from './app.ts';
import {Asset, widgetAssets} from './assets.ts';
import {closeServer, serverOptions} from './listen.ts';
import {Pacer} from './pace.ts';
import {SocketRoom} from './socket/socket-room.ts';
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
const clinics = new ClinicBook({dir: config.clinicsDir ?? defaultClinicsDir, log}).start();
opened(() => clinics.stop());
insistOnPublicUrl(clinics, config.publicUrl);
const waitingRoom = new WaitingRoom({redis, watcher});
const tokens = {secrets: sessionSecrets({redis, given: config.sessionSecrets}), now: Date.now};

const deps = {
  redis,
  writes: writesTo(redis),
  watcher,
  waitingRoom,
  pacer: new Pacer({redis, log}),
  log,
  limits: config,
  clinics: {known: clinics, fallback: config.defaultClinic},
  legacy: {enabled: config.legacyEnabled, waitMs: config.legacyWaitMs},
  tokens,
  links: {...tokens, publicUrl: config.publicUrl},
  transports: config,
  inbounds: allChannels.flatMap(channel => channel.inbound(config) ?? []),
  adminToken: config.adminToken,
  instances: [...config.evolution.instances.keys()],
  cors: {origins: config.allowedOrigins, publicUrl: config.publicUrl},
  assets: {
    widget: widgetAssets(new URL('../widget/', import.meta.url)),
    demo: new Asset(new URL('pages/demo.html', import.meta.url), 'text/html; charset=utf-8'),
    continue: new Asset(new URL('pages/continue.html', import.meta.url), 'text/html; charset=utf-8'),
  },
  sockets: {enabled: config.webSocketEnabled, maxConnections: config.maxConnections},
};
const sockets = new SocketRoom(deps);
const server = createServer(serverOptions, createApp({...deps, socketRoom: sockets}).callback());
server.on('upgrade', sockets.upgrade);
opened(() => closeServer(server, waitingRoom, sockets));
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

/** A whole web process: everything that it runs, opened by `start` and closed by `stop`, last opened first. */
import {createInbounds} from '../core/channels/create-channels.ts';
import {requirePublicUrl} from '../core/channels/hearing/invite.ts';
import {ClinicBook} from '../core/clinics/clinic-book.ts';
import {defaultClinicsDir} from '../core/clinics/load-clinics.ts';
import type {Config} from '../core/config/config.ts';
import {Watcher} from '../core/events/watch.ts';
import type {Log} from '../core/log.ts';
import {CountKeeper, type Counts} from '../core/metrics/counts.ts';
import {Sampler} from '../core/metrics/history/sampler.ts';
import {createMetrics, type OwnGauge} from '../core/metrics/metrics.ts';
import {AlarmTeller} from '../core/queue/alarms/alarm-teller.ts';
import {Commit} from '../core/queue/commit.ts';
import {startDeskAlerts} from '../core/queue/desk/desk-alerter.ts';
import {requireFitRedis} from '../core/redis/check.ts';
import {Redis} from '../core/redis/connection.ts';
import {Fullness} from '../core/redis/fullness.ts';
import {createSealer} from '../core/seal.ts';
import {sessionSecrets} from '../core/sessions/session-secrets.ts';
import {createClosers} from '../core/shutdown.ts';
import {Tally} from '../core/tally.ts';
import {createApp} from './app.ts';
import {Asset, plotsAsset, widgetAssets} from './assets.ts';
import {AddressBudget} from './edge/address-budget.ts';
import {HealthTeller} from './health-teller.ts';
import {closeServer, createHttpServer} from './listen.ts';
import {SocketRoom} from './socket/socket-room.ts';
import {startSending} from './start-sending.ts';
import {Adviser} from './transport/advice.ts';
import {WaitingRoom} from './transport/waiting-room.ts';

export type Web = {
  /** Opens everything; returns before Redis is reached. */
  start(): Web;
  stop(): Promise<void>;
};

/** `counts`: of what the log says. */
/** Connections that wait for the process to have time for them: who finds no room tries again after seconds only. */
const mostUnaccepted = 4096;
/** How long Redis is waited for before the port is bound; then health says that it is away. */
const reachMs = 2000;

export function createWeb(config: Config, {log, counts}: {log: Log; counts?: Counts}): Web {
  const {url, tls, waitReplicas} = config.redis;
  const {port, host, publicUrl, proxyHops, allowedOrigins} = config.server;
  const closers = createClosers(log);
  const sealer = createSealer(config.data.keys, config.data);
  const blocking = new Redis({url, tls, name: 'web-wake', log}).start();
  const redis = new Redis({url, tls, name: 'web', log, sealer, onReplaced: () => blocking.replace()}).start();
  closers.add(() => redis.stop());
  const watcher = new Watcher({blocking, commands: redis, log}).start();
  closers.add(() => watcher.stop());
  const clinics = new ClinicBook({dir: config.clinics.dir ?? defaultClinicsDir, log}).start();
  closers.add(() => clinics.stop());
  requirePublicUrl(clinics, publicUrl);
  const waitingRoom = new WaitingRoom({redis, watcher});
  const alarms = new AlarmTeller({redis, log, clinics, secret: config.handoff.secret});
  const {secrets: given, requireToken: required} = config.sessions;
  const tally = new Tally(log);
  const tokens = {secrets: sessionSecrets({redis, given}), now: Date.now, required};

  const deps = {
    redis,
    fullness: new Fullness({redis, ...config.redis}),
    writes: writesTo(redis),
    watcher,
    waitingRoom,
    adviser: new Adviser({redis, log}),
    log,
    limits: config.queue,
    chats: config.chats,
    tally,
    clinics: {known: clinics, fallback: config.clinics.fallback},
    onAlarm: () => alarms.hasten(),
    legacy: config.widget.legacy,
    tokens,
    links: {...tokens, publicUrl},
    transports: config.widget,
    inbounds: createInbounds(config.channels, {publicUrl}),
    proxyHops,
    adminToken: config.admin.token,
    production: config.process.production,
    budget: new AddressBudget(config.queue.rates?.addressPerMinute ?? 0),
    instances: [...config.channels.whatsapp.instances.keys()],
    cors: {origins: allowedOrigins, publicUrl, tally},
    assets: readAssets(),
    sockets: {enabled: config.widget.webSocketEnabled, maxConnections: config.widget.maxConnections},
  };
  const sockets = new SocketRoom(deps);
  const metrics = createMetrics({redis, own: ownGauges({waitingRoom, sockets})});
  const server = createHttpServer(
    createApp({...deps, socketRoom: sockets, metrics}).callback(),
    sockets,
    deps,
  );

  /** Where replicas must confirm, that has a connection of its own: waiting for them holds it up. */
  function writesTo(shared: Redis): Redis | Commit {
    if (waitReplicas === 0) return shared;
    const own = new Redis({url, tls, name: 'web-writes', log, sealer}).start();
    closers.add(() => own.stop());
    return new Commit({redis: own, replicas: waitReplicas});
  }

  /** A proxy sends visitors here from the first moment: they are not refused because Redis was not reached yet. */
  async function listen(): Promise<void> {
    await redis.reached(reachMs);
    if (isStopping) return;
    server.listen({port, host, backlog: mostUnaccepted}, () => {
      const address = server.address();
      log.info({port: typeof address === 'object' ? address?.port : port}, 'web.listening');
    });
  }

  let isStopping = false;
  const web = {
    start() {
      void requireFitRedis(redis, {log, production: config.process.production});
      if (counts) {
        const keeper = new CountKeeper({redis, counts, log}).start();
        closers.add(() => keeper.stop());
        const teller = new HealthTeller({...deps, socketRoom: sockets}).start();
        closers.add(() => teller.stop());
      }
      const sampler = new Sampler({redis, log}).start();
      closers.add(() => sampler.stop());
      const alerts = startDeskAlerts({redis, log}, config.desk.alert);
      closers.add(async () => alerts?.stop());
      alarms.start();
      closers.add(() => alarms.stop());
      startSending({config, redis, log, opened: closers.add});
      closers.add(() => closeServer(server, waitingRoom, sockets));
      void listen();
      return web;
    },
    stop() {
      isStopping = true;
      return closers.close();
    },
  };
  return web;
}

/** What is of this process alone. */
export function ownGauges({
  waitingRoom,
  sockets,
}: {
  waitingRoom: WaitingRoom;
  sockets: SocketRoom;
}): OwnGauge[] {
  return [
    {
      name: 'widget_websocket_connections',
      help: 'Sockets that are open at this web process',
      read: () => sockets.size,
    },
    {
      name: 'plaintalk_long_polls',
      help: 'Polls and streams that wait at this web process',
      read: () => waitingRoom.size,
    },
  ];
}

function readAssets() {
  const page = (name: string) =>
    new Asset(new URL(`pages/${name}`, import.meta.url), 'text/html; charset=utf-8');
  return {
    widget: widgetAssets(new URL('../widget/', import.meta.url)),
    demo: page('demo.html'),
    gallery: page('gallery.html'),
    theming: page('theming.html'),
    continue: page('continue.html'),
    admin: page('admin.html'),
    desk: page('desk.html'),
    migration: page('migration.html'),
    plots: plotsAsset(),
  };
}

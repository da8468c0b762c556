import type {ExecutionContext} from 'ava';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {chatSettings} from '../../core/config/chats.ts';
import {Watcher} from '../../core/events/watch.ts';
import {createMetrics} from '../../core/metrics/metrics.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {Fullness} from '../../core/redis/fullness.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import {Tally} from '../../core/tally.ts';
import {type AppDeps, createApp} from '../../server/app.ts';
import {Asset, plotsAsset} from '../../server/assets.ts';
import {ownGauges} from '../../server/create-web.ts';
import {closeServer, createHttpServer, type ServerLimits} from '../../server/listen.ts';
import {SocketRoom, type SocketRoomDeps} from '../../server/socket/socket-room.ts';
import {Adviser} from '../../server/transport/advice.ts';
import {WaitingRoom} from '../../server/transport/waiting-room.ts';
import {type TestRedis, testRedis} from './redis.ts';
import {until} from './until.ts';

export type TestServer = TestRedis & {
  api: string;
  url: string;
  redis: Redis;
  watcher: Watcher;
  waitingRoom: WaitingRoom;
  sockets: SocketRoom;
  /** What the application was made of. */
  deps: AppDeps;
  /** POSTs JSON to `…/widget/send`. */
  send(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
};

export type Answer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & {events: {id: string; type: string}[]};
};

export type ServerOptions = Partial<
  Pick<
    AppDeps,
    | 'limits'
    | 'chats'
    | 'proxyHops'
    | 'clinics'
    | 'legacy'
    | 'cors'
    | 'writes'
    | 'adminToken'
    | 'production'
    | 'proxyHops'
    | 'budget'
    | 'instances'
    | 'inbounds'
    | 'commentEveryMs'
    | 'logStreamMs'
    | 'tokens'
    | 'transports'
  >
> & {
  redis?: TestRedis;
  inFlight?: Omit<ServerLimits, 'budget' | 'proxyHops'>;
  /** Who may wait at once. */
  mostWaiting?: number;
  sockets?: Partial<SocketRoomDeps['sockets']>;
};

export const limits = {
  resultTtlMs: 600_000,
  deadlineMs: 120_000,
  queueMaxLength: 10_000,
  sessionMaxLength: 20,
};

/** As they are without any setting. */
export const chatRules = chatSettings.from({});

/** The real application on a real port, with a Redis database of its own. */
export async function testServer(t: ExecutionContext, options: ServerOptions = {}): Promise<TestServer> {
  const given = options.redis ?? (await testRedis(t));
  const {redis, connect, log} = given;
  const watcher = new Watcher({blocking: connect('wake'), commands: redis, log}).start();
  const waitingRoom = new WaitingRoom({redis, watcher, most: options.mostWaiting});
  const tokens = {secrets: sessionSecrets({redis}), now: Date.now};
  const page = new URL('../../server/pages/continue.html', import.meta.url);
  const any = new Asset(new URL(import.meta.url), 'text/javascript; charset=utf-8');
  const deps = {
    redis,
    writes: redis,
    fullness: new Fullness({redis, shedPercent: 85}),
    watcher,
    waitingRoom,
    adviser: new Adviser({redis, log}),
    log,
    limits,
    chats: chatRules,
    tally: new Tally(log),
    clinics: {known: loadClinics(defaultClinicsDir), fallback: 'demo'},
    legacy: {enabled: true, waitMs: 20_000},
    adminToken: undefined,
    cors: {origins: ['*']},
    tokens,
    links: {...tokens, publicUrl: 'https://chat.example'},
    transports: {webSocketEnabled: true, rolloutPercent: 100},
    inbounds: [],
    instances: [],
    assets: {
      widget: {script: any, parts: new Map([['es', any]])},
      demo: any,
      gallery: any,
      theming: any,
      continue: new Asset(page, 'text/html; charset=utf-8'),
      admin: new Asset(new URL('admin.html', page), 'text/html; charset=utf-8'),
      desk: new Asset(new URL('desk.html', page), 'text/html; charset=utf-8'),
      migration: new Asset(new URL('migration.html', page), 'text/html; charset=utf-8'),
      plots: plotsAsset(),
    },
    ...options,
    ...(options.redis && {redis}),
    sockets: {enabled: true, maxConnections: 1000, ...options.sockets},
  } as Omit<AppDeps, 'socketRoom' | 'metrics'> & SocketRoomDeps;
  const sockets = new SocketRoom(deps);
  const metrics = createMetrics({redis, own: ownGauges({waitingRoom, sockets})});
  const appDeps = {...deps, socketRoom: sockets, metrics};
  const server = createHttpServer(createApp(appDeps).callback(), sockets, {
    ...options.inFlight,
    budget: options.budget,
    proxyHops: options.proxyHops,
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    await closeServer(server, waitingRoom, sockets);
    await watcher.stop();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const api = `${url}/apps/voice-api`;
  await until(() => redis.ready || options.redis);
  return {...given, redis, watcher, waitingRoom, sockets, deps: appDeps, url, api, ...client(url)};
}

/** The two calls that most tests make. */
export function client(url: string): Pick<TestServer, 'send' | 'get'> {
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(new URL(path, url), init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') ? JSON.parse(text) : {text},
    };
  };
  return {
    get: (path, headers = {}) => ask(path, {headers}),
    send: (body, headers = {}) =>
      ask('/apps/voice-api/widget/send', {
        method: 'POST',
        headers: {'content-type': 'application/json', ...headers},
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

/**
 * What a worker tells over HTTP where it has a port for that: `/metrics` to whoever has the admin token, or without one
 * to this machine itself, and in production to nobody, and `/healthz` to whatever starts and stops it. Nothing else; it never hinders a turn.
 */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {sameSecret} from '../core/channels/same-secret.ts';
import type {Log} from '../core/log.ts';
import type {Metrics} from '../core/metrics/metrics.ts';
import {isNeighbour} from '../core/neighbour.ts';

export type MetricsPortDeps = {
  port: number;
  token: string | undefined;
  production: boolean;
  metrics: Metrics;
  isAlive: () => boolean;
  log: Log;
};

/** Answers with what closes it. */
export function openMetricsPort(deps: MetricsPortDeps): () => Promise<void> {
  const {port, log} = deps;
  const server = createServer(
    {headersTimeout: 5000, requestTimeout: 5000, maxHeaderSize: 8192},
    (request, response) => {
      void answer(deps, request, response).catch(error => {
        log.error({error}, 'metrics.failed');
        response.writeHead(500).end();
      });
    },
  );
  server.on('error', error => {
    log.fatal({error}, 'metrics.unbound');
    process.exit(1);
  });
  server.listen(port, () => {
    const address = server.address();
    log.info({port: typeof address === 'object' ? address?.port : port}, 'metrics.listening');
  });
  return () =>
    new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

async function answer(
  deps: MetricsPortDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const {metrics, isAlive} = deps;
  const [path] = (request.url ?? '').split('?');
  if (path === '/healthz') {
    response.writeHead(isAlive() ? 200 : 503, {'Content-Type': 'application/json'});
    response.end(JSON.stringify({status: isAlive() ? 'ok' : 'stuck'}));
  } else if (path !== '/metrics') {
    response.writeHead(404).end();
  } else if (request.method !== 'GET') {
    response.writeHead(405, {Allow: 'GET'}).end();
  } else if (!isOperator(deps, request)) {
    response.writeHead(401, {'WWW-Authenticate': 'Bearer'}).end();
  } else {
    response
      .writeHead(200, {'Content-Type': metrics.contentType, 'Cache-Control': 'no-store'})
      .end(await metrics.render());
  }
}

/** In production nobody is without a token, as at the web process. */
function isOperator({token, production}: MetricsPortDeps, request: IncomingMessage): boolean {
  if (token !== undefined) return sameSecret(request.headers.authorization ?? '', `Bearer ${token}`);
  return !production && isNeighbour(request);
}

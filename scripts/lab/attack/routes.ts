/**
 * Every route, by somebody who shows nothing: directly and through a proxy, which says whom it forwards for or does not,
 * in production with and without a token and in development. What must be refused is, everywhere.
 */
import {randomBytes} from 'node:crypto';
import {node, startPart, startRedis} from '../bench/parts.ts';
import {type FrontProxy, startProxy, statusOf} from './proxy.ts';
import {refusalOf, routeRequests, type Setting} from './route-requests.ts';

const secret = () => randomBytes(32).toString('base64url');
const strong = {NODE_ENV: 'production', DATA_KEYS: secret(), SESSION_SECRETS: secret()};
const settings: Record<Setting, Record<string, string>> = {
  production: strong,
  'production with a token': {...strong, ADMIN_TOKEN: secret()},
  development: {},
};

/** What a client may claim of itself. */
const claims: Record<string, Record<string, string>> = {
  nothing: {},
  'to be a neighbour': {'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1'},
  'a wrong token': {authorization: `Bearer ${secret()}`},
};

/** Sentences of what was not refused, and how many requests were made. */
export async function attackRoutes(): Promise<{asked: number; faults: string[]; proxy: string}> {
  const faults: string[] = [];
  let asked = 0;
  let proxyName = '';
  for (const [setting, env] of Object.entries(settings) as [Setting, Record<string, string>][]) {
    const redis = await startRedis();
    const web = await startPart('web', node('dist/server/main.js'), {...redis.env, ...env}, 'web.listening');
    const proxies: FrontProxy[] = [];
    for (const marks of [false, true]) proxies.push(await startProxy(web.url, {marks}));
    proxyName = proxies[0]?.is ?? '';
    const ways: [string, string][] = [
      ['directly', web.url],
      ['through a proxy', proxies[0]?.url ?? ''],
      ['through a proxy that says so', proxies[1]?.url ?? ''],
    ];
    for (const [way, url] of ways) {
      for (const [claim, headers] of Object.entries(claims)) {
        for (const request of routeRequests) {
          // Whoever asks a development server directly, from its own machine, is its operator.
          const isOperator = setting === 'development' && way === 'directly' && claim !== 'to be a neighbour';
          if (request.access === 'admin' && isOperator) continue;
          const expected = refusalOf(request, setting);
          const status = await statusOf(url + request.path, request.method, {
            'content-type': 'application/json',
            ...headers,
          });
          asked += 1;
          const isRight = expected ? expected.includes(status) : status < 500;
          if (!isRight) faults.push(`${setting}, ${way}, ${claim}: ${request.name} is ${status}`);
        }
      }
    }
    for (const proxy of proxies) await proxy.stop();
    web.part.kill();
    await web.part.ended;
    await redis.stop();
  }
  return {asked, faults, proxy: proxyName};
}

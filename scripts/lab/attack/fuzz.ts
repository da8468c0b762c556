/** Thousands of odd requests to every route of a real server: no 5xx, no crash, no lag, no word of a body in any log. */
import fc from 'fast-check';
import {Client} from 'undici';
import {node, startPart, startRedis} from '../bench/parts.ts';
import {canary, type FuzzRequest, fuzzRequests} from './fuzz-requests.ts';
import {lagProbe, readLag, tellLag} from './lag.ts';
import {type RouteRequest, routeRequests} from './route-requests.ts';

const atOnce = 8;

export type Fuzzed = {asked: number; faults: string[]};

/** The status, or why there was none. What streams is not waited for. */
export async function ask(
  client: Client,
  {method, path, headers, body}: FuzzRequest,
): Promise<number | string> {
  try {
    const stop = new AbortController();
    const options = {method, path, headers, body: body ?? null, signal: stop.signal};
    const response = await client.request(options as Parameters<Client['request']>[0]);
    const isStream = String(response.headers['content-type'] ?? '').includes('event-stream');
    if (isStream) stop.abort();
    await response.body.dump().catch(() => undefined);
    return response.statusCode;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** `runs` requests to one route, some at a time. */
export async function fuzzRoute(
  url: string,
  route: RouteRequest,
  runs: number,
  seed?: number,
): Promise<Fuzzed> {
  const requests = fc.sample(fuzzRequests(route), {numRuns: runs, ...(seed !== undefined && {seed})});
  const faults: string[] = [];
  const lanes = Array.from({length: atOnce}, async () => {
    const client = new Client(url, {pipelining: 1});
    for (let request = requests.pop(); request; request = requests.pop()) {
      const status = await ask(client, request);
      if (typeof status === 'string' ? !isOwnFault(status) : status >= 500) {
        faults.push(`${route.name}: ${status} to ${JSON.stringify(request).slice(0, 400)}`);
      }
    }
    await client.destroy();
  });
  await Promise.all(lanes);
  return {asked: runs, faults};
}

/** The client itself refuses to send it, or the server has hung up on what is no HTTP. */
function isOwnFault(error: string): boolean {
  return /InvalidArgument|NotSupported|invalid (?:header|upgrade|path)|AbortError|SocketError: other side closed/i.test(
    error,
  );
}

export async function attackFuzz(runs: number): Promise<{lines: string[]; held: boolean}> {
  const redis = await startRedis();
  const env = {...redis.env, LOG_LEVEL: 'debug', LEGACY_WAIT_SECONDS: '0', QUEUE_MAX_LENGTH: '10000000'};
  const web = await startPart('web', node(...lagProbe, 'dist/server/main.js'), env, 'web.listening');
  await readLag(web); // its start
  let said = 0;
  const listen = setInterval(() => {
    if (web.part.lines.some(line => line.includes(canary))) said += 1;
  }, 5);
  const faults: string[] = [];
  let asked = 0;
  const begin = performance.now();
  for (const route of routeRequests) {
    const fuzzed = await fuzzRoute(web.url, route, runs);
    asked += fuzzed.asked;
    faults.push(...fuzzed.faults);
  }
  clearInterval(listen);
  const lag = await readLag(web);
  web.part.kill();
  await web.part.ended;
  await redis.stop();
  const seconds = Math.round((performance.now() - begin) / 1000);
  const lines = [
    `${asked} requests (${runs} to each of ${routeRequests.length} routes) in ${seconds} s: ${faults.length} times 5xx or no answer`,
    `${tellLag(lag)}; the log had ${said === 0 ? 'no' : 'a'} word of what was sent`,
    ...faults.slice(0, 20),
  ];
  return {lines, held: faults.length === 0 && said === 0 && lag.own.max <= 50};
}

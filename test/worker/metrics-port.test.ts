import {request} from 'undici';
import {openMetricsPort} from '../../worker/metrics-port.ts';
import {testLog} from '../helpers/log.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

async function open(t: ExecutionContext, of: {token?: string; production?: boolean}): Promise<string> {
  const log = testLog();
  const metrics = {contentType: 'text/plain', render: async () => 'widget_messages_processed_total 1'};
  const deps = {port: 0, token: undefined, production: false, isAlive: () => true, log, metrics, ...of};
  t.teardown(openMetricsPort(deps as Parameters<typeof openMetricsPort>[0]));
  const {port} = await log.seen('metrics.listening');
  return `http://127.0.0.1:${port}`;
}

test("a worker's metrics are for who asks the machine itself, where there is no token", async t => {
  const url = await open(t, {});
  const statusOf = async (headers: Record<string, string>) =>
    (await request(`${url}/metrics`, {headers})).statusCode;
  t.is(await statusOf({}), 200);
  const port = new URL(url).port;
  for (const headers of [
    {host: `evil.example:${port}`},
    {'sec-fetch-site': 'cross-site'},
    {origin: 'https://evil.example'},
    {'x-forwarded-for': '127.0.0.1'},
    {'cf-ray': '1'},
  ] as Record<string, string>[]) {
    t.is(await statusOf(headers), 401, JSON.stringify(headers));
  }
});

test("in production nobody reads a worker's metrics without the token", async t => {
  t.is((await request(`${await open(t, {production: true})}/metrics`)).statusCode, 401);
  const url = await open(t, {production: true, token: 'token-of-the-tests'});
  t.is((await request(`${url}/metrics`)).statusCode, 401);
  const headers = {authorization: 'Bearer token-of-the-tests'};
  t.is((await request(`${url}/metrics`, {headers})).statusCode, 200);
});

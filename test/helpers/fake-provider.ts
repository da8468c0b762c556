/** A provider's HTTP API of one route: what it answers is the test's; real sockets, nothing else. */
import {createServer, type IncomingMessage} from 'node:http';
import type {ExecutionContext} from 'ava';

export type ProviderCall = {path: string; headers: IncomingMessage['headers']; body: string};
/** `undefined` cuts the connection. */
export type ProviderAnswer = {status: number; body: unknown; headers?: Record<string, string>} | undefined;

export type FakeProvider = {url: string; calls: ProviderCall[]; stop(): Promise<void>};

export async function fakeProvider(
  t: ExecutionContext,
  answer: (call: ProviderCall) => ProviderAnswer | Promise<ProviderAnswer>,
): Promise<FakeProvider> {
  const calls: ProviderCall[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const call = {path: request.url ?? '', headers: request.headers, body};
    calls.push(call);
    const given = await answer(call);
    if (!given) return void response.destroy();
    response.writeHead(given.status, {'content-type': 'application/json', ...given.headers});
    response.end(JSON.stringify(given.body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
  t.teardown(stop);
  const address = server.address();
  return {url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, calls, stop};
}

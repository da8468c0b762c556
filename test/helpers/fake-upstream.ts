/** A real HTTP server that answers every POST by a script, and tells what it was sent and what is still open. */
import {createServer, type IncomingHttpHeaders, type ServerResponse} from 'node:http';
import type {Owner} from './owner.ts';

export type Asked = {path: string; headers: IncomingHttpHeaders; raw: string; response: ServerResponse};

export type Behaviour = (response: ServerResponse, asked: Asked) => unknown;

export type FakeUpstream = {
  /** Without a slash at the end. */
  url: string;
  asked: Asked[];
  /** What the next requests meet. */
  behave: Behaviour;
  /** Exchanges that have neither ended nor been broken off. */
  open(): number;
  connections(): Promise<number>;
};

export async function fakeUpstream(t: Owner, behave: Behaviour): Promise<FakeUpstream> {
  const server = createServer(async (request, response) => {
    request.setEncoding('utf8');
    let raw = '';
    for await (const chunk of request) raw += chunk;
    const asked = {path: request.url ?? '', headers: request.headers, raw, response};
    fake.asked.push(asked);
    await fake.behave(response, asked);
  });
  const fake: FakeUpstream = {
    url: '',
    asked: [],
    behave,
    open: () => fake.asked.filter(({response}) => !response.destroyed && !response.writableFinished).length,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    return new Promise<void>(resolve => server.close(() => resolve()));
  });
  const address = server.address();
  fake.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return fake;
}

/** Says nothing, not even a status. */
export const hangs: Behaviour = () => undefined;

export function answers(
  status: number,
  headers: Record<string, string> = {},
  body: string | Uint8Array = '',
): Behaviour {
  return response => response.writeHead(status, headers).end(body);
}

/** Each part in a write of its own, `paceMs` after the one before; then the end, or whatever `after` does. */
export function streams(
  parts: Iterable<string | Uint8Array>,
  {type = 'text/event-stream', paceMs = 0, after}: {type?: string; paceMs?: number; after?: Behaviour} = {},
): Behaviour {
  return async (response, asked) => {
    response.writeHead(200, {'content-type': type});
    response.flushHeaders();
    for (const part of parts) {
      if (response.destroyed) return;
      await new Promise<void>(resolve => response.write(part, () => resolve()));
      if (paceMs > 0) await new Promise(resolve => setTimeout(resolve, paceMs));
    }
    if (after) after(response, asked);
    else response.end();
  };
}

/** The connection is gone in the middle of the answer. */
export const cuts: Behaviour = response => response.socket?.destroy();

/** As finely as a network can split it. */
export function bytewise(text: string): Uint8Array[] {
  return [...Buffer.from(text)].map(byte => Uint8Array.of(byte));
}

import {createServer, connect as dial, type Socket} from 'node:net';
import type {ExecutionContext} from 'ava';

export type TcpProxy = {
  /** The target's URL, by way of the proxy. */
  url: string;
  /** Open at the moment. */
  readonly connections: number;
  /** Resets all connections and refuses new ones. */
  cut(): void;
  /** A black hole: connections stay open, and nothing comes through either way, for new ones too. */
  silence(): void;
  /** Lets new connections through again; silent ones stay lost. */
  restore(): void;
};

/** A real TCP proxy in front of the URL's host and port; no mock can show a half-open connection. */
export async function tcpProxy(t: ExecutionContext, target: string): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: 'open' | 'cut' | 'silent' = 'open';
  const to = new URL(target);

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer(inbound => {
    if (mode === 'cut') return void inbound.resetAndDestroy();
    keep(inbound);
    if (mode === 'silent') return;
    const outbound = dial(Number(to.port), to.hostname);
    keep(outbound);
    inbound.pipe(outbound);
    outbound.pipe(inbound);
    inbound.on('close', () => outbound.destroy());
    outbound.on('close', () => inbound.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    mode = 'cut';
    for (const socket of sockets) socket.resetAndDestroy();
  };
  t.teardown(() => {
    cut();
    server.close();
  });
  const address = server.address();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: url.href,
    get connections() {
      return sockets.size;
    },
    cut,
    silence: () => {
      mode = 'silent';
      for (const socket of sockets) socket.unpipe().pause();
    },
    restore: () => {
      mode = 'open';
    },
  };
}

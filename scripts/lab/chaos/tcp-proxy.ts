/** A real TCP proxy, since no mock can show a half-open connection. */
import {createServer, connect as dial, type Socket} from 'node:net';

export class TcpProxy {
  readonly port: number;
  #target: {host: string; port: number};
  #mode: 'open' | 'cut' | 'silent' = 'open';
  readonly #sockets = new Set<Socket>();
  readonly #close: () => void;

  /** In front of the URL's host and port. */
  static async open(target: string): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const proxy = new TcpProxy(target, port, () => server.close());
    server.on('connection', inbound => proxy.#accept(inbound));
    return proxy;
  }

  private constructor(target: string, port: number, close: () => void) {
    const {hostname, port: to} = new URL(target);
    this.#target = {host: hostname, port: Number(to)};
    this.port = port;
    this.#close = close;
  }

  /** Open at the moment. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** New connections lead there. */
  retarget(port: number): void {
    this.#target = {...this.#target, port};
  }

  /** Resets all connections and refuses new ones. */
  cut(): void {
    this.#mode = 'cut';
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** A black hole: connections stay open, and nothing comes through either way, for new ones too. */
  silence(): void {
    this.#mode = 'silent';
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Lets new connections through again; silent ones stay lost. */
  restore(): void {
    this.#mode = 'open';
  }

  close(): void {
    this.cut();
    this.#close();
  }

  #accept(inbound: Socket): void {
    if (this.#mode === 'cut') return void inbound.resetAndDestroy();
    this.#keep(inbound);
    if (this.#mode === 'silent') return;
    const outbound = dial(this.#target);
    this.#keep(outbound);
    inbound.pipe(outbound).pipe(inbound);
    inbound.on('close', () => outbound.destroy());
    outbound.on('close', () => inbound.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

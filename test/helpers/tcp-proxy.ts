import {TcpProxy} from '../../scripts/lab/chaos/tcp-proxy.ts';
import type {Owner} from './owner.ts';

export type TestProxy = {proxy: TcpProxy; url: string};

/** A proxy in front of the URL, and the URL by way of it; gone when the test ends. */
export async function tcpProxy(t: Owner, target: string): Promise<TestProxy> {
  const proxy = await TcpProxy.open(target);
  t.teardown(() => proxy.close());
  const url = new URL(target);
  url.port = String(proxy.port);
  return {proxy, url: url.href};
}

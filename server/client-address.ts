/** Whose request it is, for what is counted by client. A client writes what it likes into X-Forwarded-For, but only before what our own proxies add. */
import type {IncomingMessage} from 'node:http';
import {isIP, isIPv4} from 'node:net';
import type {Context} from 'koa';

type Asking = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Of each request: several ask for it, one after the other. */
const addresses = new WeakMap<Asking, string>();

/**
 * The address that the outermost of `hops` proxies of ours saw, or the socket's; an IPv6 one as its /64, which is what one
 * subscriber has. '' where there is none any more.
 */
export function clientAddress(request: Asking, hops: number): string {
  const known = addresses.get(request);
  if (known !== undefined) return known;
  const address = readClient(request, hops);
  addresses.set(request, address);
  return address;
}

function readClient({socket, headers}: Asking, hops: number): string {
  const own = readAddress(socket.remoteAddress ?? '');
  if (hops === 0) return own;
  const seen = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  return readAddress(seen[Math.max(0, seen.length - hops)] ?? '') || own;
}

/** Without port and brackets, in one spelling; '' for what is no address. */
function readAddress(spelled: string): string {
  const bare = spelled
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
  const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare;
  if (isIP(mapped) === 0) return '';
  return isIPv4(mapped) ? mapped : subnet(mapped);
}

/** The first four groups of an IPv6 address. */
function subnet(address: string): string {
  const {hostname} = new URL(`http://[${address}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const groups = head.split(':').filter(Boolean);
  const last = tail === undefined ? [] : tail.split(':').filter(Boolean);
  while (groups.length + last.length < 8) groups.push('0');
  return `${[...groups, ...last].slice(0, 4).join(':')}::/64`;
}

/** Of the request that is being answered. */
export function addressOf(ctx: Context): string {
  return String(ctx.state['address'] ?? '');
}

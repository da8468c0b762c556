/**
 * Does a request come from this machine itself, by its user? A proxy in front makes everybody a neighbour and may say
 * nothing of it, a page may ask in its visitor's name, and a name of another site may be made to lead here. Where that
 * matters in production there is a token.
 */
import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';

export function isNeighbour({headers, socket, httpVersion}: IncomingMessage): boolean {
  return (
    httpVersion !== '1.0' && // no browser, no curl: nginx, which may leave no other trace
    loopback.test(socket.remoteAddress ?? '') &&
    isOwnHost(headers.host ?? '', socket.localPort) &&
    headers.origin === undefined &&
    [undefined, 'none', 'same-origin'].includes(siteOf(headers)) &&
    !Object.keys(headers).some(name => forwarding.test(name))
  );
}

const loopback = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Whoever forwards a request for somebody leaves one of these, empty or not. */
const forwarding = new RegExp(
  `^(?:${[
    'forwarded(?:-.*)?|via|x-forwarded(?:-.*)?|x-original-.*|x-rewrite-.*|x-proxy.*|x-host|x-scheme|x-script-name',
    'x-real-.*|(?:x-|true-|wl-proxy-|proxy-|http-)?client-.*|x-cluster-.*|x-remote-.*|x-originating-.*|x-forward.*',
    'cf-.*|cdn-.*|fastly-.*|akamai-.*|x-akamai-.*|x-amz.*|cloudfront-.*|x-azure-.*|x-arr-.*|x-appengine-.*|x-cloud-.*',
    'fly-.*|x-vercel-.*|x-nf-.*|x-envoy-.*|x-varnish|x-sucuri-.*|x-request-start|x-heroku-.*|tailscale-.*|ngrok-.*',
  ].join('|')})$`,
);

function isOwnHost(host: string, port: number | undefined): boolean {
  const [, name = '', given = '80'] = /^(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?$/i.exec(host) ?? [];
  return name !== '' && Number(given) === port;
}

function siteOf(headers: IncomingHttpHeaders): string | undefined {
  const site = headers['sec-fetch-site'];
  return Array.isArray(site) ? site.join() : site;
}

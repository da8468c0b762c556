/**
 * What a page of ours may do: run and look like what stands in it, word for word, and the files it names of this server;
 * talk to this server; nothing else, in nobody's frame, and no text becomes script; `lit-html` is how the widget writes its own templates.
 */
import {createHash} from 'node:crypto';

/** The page's `Content-Security-Policy`. */
export function pagePolicy(html: string): string {
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...hashesOf('script', html)].join(' '),
    ['style-src', "'self'", ...hashesOf('style', html)].join(' '),
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

/** Of the elements that have their content in the page. */
function hashesOf(element: 'script' | 'style', html: string): string[] {
  const elements = html.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>(.*?)</${element}>`, 'gs'));
  return [...elements]
    .filter(([, content = '']) => content.trim() !== '')
    .map(([, content = '']) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`);
}

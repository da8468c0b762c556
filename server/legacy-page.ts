/**
 * The page that a request comes from, as it may be counted and shown: its origin, and of its path the words that are any
 * site's (`route-words.ts`). All else in a path may be a person's, also their words, or a secret, and is a star; neither
 * query nor fragment is read.
 */
import type {Context} from 'koa';
import type {Clinic} from '../core/clinics/clinic.ts';
import {type AllowOriginsOptions, allowsOrigin} from './middleware/allow-origins.ts';
import {routeWords} from './route-words.ts';

const mostSegments = 4;
const file = /\.(?:html?|php|aspx?)$/;
/** `contact-us`, of few words: of many, a sentence could be made. */
const mostWords = 4;

/** `none`: no browser, or one that does not say. `other`: of a site that may not chat with the clinic. */
export function pageOf(
  ctx: Pick<Context, 'get'>,
  cors: AllowOriginsOptions,
  clinics: Iterable<Clinic>,
): string {
  const address = [ctx.get('Referer'), ctx.get('Origin')].find(
    given => /^https?:/.test(given) && URL.canParse(given),
  );
  if (address === undefined) return 'none';
  const {origin, pathname} = new URL(address);
  const isKnown = origin.length <= 128 && allowsOrigin(cors, {origin, host: ctx.get('Host')}, clinics);
  return isKnown ? `${origin}${shown(pathname)}` : 'other';
}

function shown(pathname: string): string {
  const segments = pathname.toLowerCase().split('/').slice(1);
  const words = segments.map(one => (one === '' || isPlain(one) ? one : '*'));
  return `/${words.slice(0, mostSegments).join('/')}${words.length > mostSegments ? '/*' : ''}`;
}

function isPlain(segment: string): boolean {
  const words = segment.replace(file, '').split(/[-_]/);
  return words.length <= mostWords && words.every(word => routeWords.has(word));
}

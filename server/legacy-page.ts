/**
 * The page that a request comes from, as it may be counted and shown: its origin, and of its path the words. What may be
 * a person's or a secret in a path is a star, and neither query nor fragment is read.
 */
import type {Context} from 'koa';
import type {Clinic} from '../core/clinics/clinic.ts';
import {type AllowOriginsOptions, allowsOrigin} from './middleware/allow-origins.ts';

const mostSegments = 4;
/** A word of a path: `/contact-us/index.html`. Numbers, tokens and names with a capital or a dot in them are none. */
const isWord = /^(?:[a-z]+(?:[-_][a-z]+)*|[a-z-]+\.(?:html?|php|aspx?))$/;
const mostChars = 24;

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
  const segments = pathname.split('/').slice(1);
  const words = segments.map(one =>
    one === '' || (isWord.test(one) && one.length <= mostChars) ? one : '*',
  );
  return `/${words.slice(0, mostSegments).join('/')}${words.length > mostSegments ? '/*' : ''}`;
}

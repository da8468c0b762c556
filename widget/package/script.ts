/**
 * Takes the place of `script.ts` in the npm package: there the parts are modules, which whoever builds the page finds by
 * their imports, and where the element came from says nothing about where the server is.
 */
import type {Part} from '../script.ts';

export const scriptUrl = location.href;

/** As a script of its own would, a part is handed over by a function. */
const parts: Record<Part, () => Promise<unknown>> = {
  more: () => import('../more/more.ts').then(part => () => part),
  voice: () => import('../voice/voice.ts').then(part => () => part),
  ar: () => import('../locales/ar.json', {with: {type: 'json'}}).then(words => words.default),
  es: () => import('../locales/es.json', {with: {type: 'json'}}).then(words => words.default),
  fr: () => import('../locales/fr.json', {with: {type: 'json'}}).then(words => words.default),
  pt: () => import('../locales/pt.json', {with: {type: 'json'}}).then(words => words.default),
};

/** A language may have words of its own. */
export function isPart(name: string): name is Part {
  return Object.hasOwn(parts, name);
}

/** What the part hands over; `undefined` where it cannot be loaded now. */
export function loadPart(name: Part): Promise<unknown> {
  return parts[name]().catch(() => undefined);
}

/**
 * Where this script came from, and the parts of it that are loaded when they are needed. It may be a module or a
 * classic script, written in the page or imported. A part is a script of its own whose content is fixed by its hash:
 * `integrity` covers all that is ever loaded. In the npm package, `widget/package/script.ts` stands in its place.
 */
import {policy} from './policy.ts';

export type Part = 'more' | 'voice' | 'ar' | 'es' | 'fr' | 'pt';

/** Written in by the build: the hash of each part's content, by which it is named and checked. */
declare const PARTS: Readonly<Record<Part, string>>;

/** A language may have words of its own. */
export function isPart(name: string): name is Part {
  return Object.hasOwn(PARTS, name);
}

const {currentScript} = document;
const own = currentScript && 'src' in currentScript ? currentScript : undefined;

/** The address of this script; that of the page where nothing tells. */
export const scriptUrl = own?.src || urlIn(new Error().stack) || location.href;

const loading = new Map<Part, Promise<unknown>>();

/** What the part hands over; `undefined` where it cannot be loaded now. */
export function loadPart(name: Part): Promise<unknown> {
  const known = loading.get(name) ?? load(name);
  loading.set(name, known);
  return known;
}

function load(name: Part): Promise<unknown> {
  const hash = PARTS[name];
  return new Promise(resolve => {
    const script = document.createElement('script');
    const short = hash.slice(0, 16).replace(/\+/g, '-').replace(/\//g, '_');
    const url = new URL(`widget-${name}.${short}.js`, scriptUrl).href;
    script.integrity = `sha256-${hash}`;
    script.crossOrigin = 'anonymous';
    script.nonce = own?.nonce ?? '';
    script.src = policy?.createScriptURL(url) ?? url;
    script.onload = () => resolve(Object(script)['plaintalk']);
    script.onerror = () => {
      loading.delete(name); // perhaps the network: the next one who needs it tries again
      resolve(undefined);
    };
    document.head.append(script);
    script.remove();
  });
}

function urlIn(stack = ''): string {
  return /https?:[^\s()]+?\.js[^\s()]*?(?=:\d+:\d+)/.exec(stack)?.[0] ?? '';
}

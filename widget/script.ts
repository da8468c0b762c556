/**
 * Where this script came from, and the parts of it that are loaded when they are needed. It may be a module or a
 * classic script, written in the page or imported. A part is a script of its own whose content is fixed by its hash:
 * `integrity` covers all that is ever loaded. Under Trusted Types, the one policy that is needed is ours.
 */
export type Part = 'more' | 'voice' | 'ar' | 'es' | 'fr' | 'pt';

/** Written in by the build. */
declare const PARTS: Readonly<Partial<Record<Part, {file: string; integrity: string}>>>;

type Policy = {createHTML(html: string): string; createScriptURL(url: string): string};

const {currentScript} = document;
const own = currentScript instanceof HTMLScriptElement ? currentScript : undefined;

/** The address of this script; that of the page where nothing tells. */
export const scriptUrl = own?.src || urlIn(new Error().stack) || location.href;

export const policy = createPolicy();

const loading = new Map<Part, Promise<unknown>>();

/** What the part hands over; `undefined` where it cannot be loaded now. */
export function loadPart(name: Part): Promise<unknown> {
  const known = loading.get(name) ?? load(name);
  loading.set(name, known);
  return known;
}

function load(name: Part): Promise<unknown> {
  const part = PARTS[name];
  if (!part) return Promise.resolve(undefined);
  return new Promise(resolve => {
    const script = document.createElement('script');
    const url = new URL(part.file, scriptUrl).href;
    script.integrity = part.integrity;
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

/** `undefined` where the browser knows none, or the page does not let us have it. */
function createPolicy(): Policy | undefined {
  const {trustedTypes} = globalThis as {trustedTypes?: {createPolicy(name: string, rules: Policy): Policy}};
  try {
    return trustedTypes?.createPolicy('plaintalk', {createHTML: html => html, createScriptURL: url => url});
  } catch {
    return undefined;
  }
}

/** Origins of web pages as browsers say them: exactly, or never equal to one. */

/** What keeps a browser from ever saying this; `undefined` for an origin as browsers say it. */
export function originMistake(text: string): string | undefined {
  if (text === 'null') return 'must not be null, which any page can be';
  if (/["'`\s]/.test(text)) return 'must be without quotes and spaces';
  if (text.includes('*')) return 'must name one site: no part of it can be left open by *';
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return 'must begin with https:// or http:// and a host';
  if (new URL(text).origin === text) return undefined;
  return 'must be an origin as a browser says it, such as https://clinic.example: lower case, no path, no slash at its end, no default port';
}

/** A name of this machine that nobody else's can be made to mean. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

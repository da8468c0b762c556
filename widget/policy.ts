/** Under Trusted Types, the one policy that is needed is ours. */
type Policy = {createHTML(html: string): string; createScriptURL(url: string): string};

export const policy = createPolicy();

/** `undefined` where the browser knows none, or the page does not let us have it. */
function createPolicy(): Policy | undefined {
  const {trustedTypes} = globalThis as {trustedTypes?: {createPolicy(name: string, rules: Policy): Policy}};
  try {
    return trustedTypes?.createPolicy('plaintalk', {createHTML: html => html, createScriptURL: url => url});
  } catch {
    return undefined;
  }
}

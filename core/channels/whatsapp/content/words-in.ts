/** Words in JSON of a shape that nobody knows: by the names under which words are kept, to a bounded depth. */

export type Members = Record<string, unknown>;

/** The first that has words counts. What quotes somebody else is never looked into. */
const names = [
  'caption',
  'text',
  'conversation',
  'body',
  'message',
  'contentText',
  'hydratedContentText',
  'question',
  'note',
  'comment',
  'title',
  'name',
  'description',
];
const quotes = new Set(['contextInfo', 'quotedMessage', 'messageContextInfo']);
const deepest = 4;
/** Values that are looked at; more are nobody's message. */
const most = 500;

/** In the members of `content` that are named. */
export function findWords(content: Members, members: readonly string[]): string | undefined {
  const left = {count: most};
  for (const member of members) {
    const value = content[member];
    const words = isMembers(value) ? search(value, deepest, left) : undefined;
    if (words !== undefined) return words;
  }
  return undefined;
}

function search(value: Members, depth: number, left: {count: number}): string | undefined {
  const own = names.map(name => textAt(value, name)).find(text => text !== undefined);
  if (own !== undefined || depth === 0) return own;
  for (const [name, inner] of Object.entries(value)) {
    if (left.count-- <= 0) return undefined;
    if (quotes.has(name) || !isMembers(inner)) continue;
    const words = search(inner, depth - 1, left);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** A text with more than white space in it. */
export function textAt(value: unknown, path: string): string | undefined {
  const found = path
    .split('.')
    .reduce<unknown>((now, name) => (isMembers(now) ? now[name] : undefined), value);
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

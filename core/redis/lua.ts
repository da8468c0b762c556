import {readFileSync} from 'node:fs';

/**
 * The text of a Lua script that stands beside its caller. Several files are joined in order: Redis has no
 * modules, so a function that two scripts share is written once and put in front of each.
 */
export function readLua(base: string, ...files: string[]): string {
  return files.map(file => readFileSync(new URL(file, base), 'utf8')).join('\n');
}

/** Answers of our scripts are lists of strings, a word first. */
export function words(reply: unknown): string[] {
  if (!Array.isArray(reply)) throw new TypeError('A script answered with something else than a list');
  return reply.map(String);
}

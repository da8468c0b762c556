/** The files that decide what the guard learns, and their hashes: an artefact that was made from others is stale. */
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import {messageFiles} from './read-messages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guardCode = ['clues', 'fold', 'lexicon', 'read-words', 'stretches'].map(
  name => `core/guard/${name}.ts`,
);

/** By path from the repository's root, in order. */
export function hashInputs(): Record<string, string> {
  const learning = readdirSync(`${root}scripts/train-guard`)
    .filter(name => name.endsWith('.ts'))
    .map(name => `scripts/train-guard/${name}`);
  const messages = messageFiles().map(path => `scripts/train-guard/messages/${basename(path)}`);
  const paths = [...guardCode, 'core/guard/lexicon.txt', ...learning, ...messages].sort();
  return Object.fromEntries(paths.map(path => [path, hashOf(readFileSync(root + path))]));
}

export function hashOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** The files that decide what the guard learns, and their hashes: an artefact that was made from others is stale. */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {root} from '../root.js';
import {messageFiles} from './read-messages.ts';

const guardCode = ['clues', 'fold', 'lexicon', 'read-words', 'stretches'].map(
  name => `core/guard/${name}.ts`,
);
const learningCode = ['examples', 'leave-out', 'learn', 'pack', 'read-messages', 'scraps', 'topics', 'train'];

/** By path from the repository's root, in order. */
export function hashInputs(): Record<string, string> {
  const learning = learningCode.map(name => `scripts/guard/${name}.ts`);
  const messages = messageFiles().map(path => `scripts/guard/messages/${basename(path)}`);
  const paths = [...guardCode, 'core/guard/lexicon.txt', ...learning, ...messages].sort();
  return Object.fromEntries(paths.map(path => [path, hashOf(whatCounts(path))]));
}

/** Comments in code teach nothing. */
function whatCounts(path: string): string {
  const content = readFileSync(root + path, 'utf8');
  return path.endsWith('.ts') ? content.replace(/^ *\/\*\*[\s\S]*?\*\/\n|^ *\/\/.*\n/gm, '') : content;
}

export function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

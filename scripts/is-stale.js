/**
 * Is `dist/` older than what it is built from? Plain JavaScript, so that `npm start` on an up-to-date tree loads
 * no compiler. Folders count as well: their time tells that a file was removed or renamed.
 */
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

const folders = ['core', 'server', 'worker', 'widget', 'scripts/queue'];
const files = [
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.ts',
  'scripts/build-package.ts',
  'scripts/build-widget.ts',
  'scripts/minify.js',
  'scripts/own-lit.ts',
  'scripts/own-names.js',
];

/** `scripts/build.ts` leaves `dist/.built` behind, with the time at which it began. */
export function isStale(root) {
  const builtAtMs = modifiedAtMs(join(root, 'dist/.built'));
  const sources = [...folders.flatMap(folder => [folder, ...listAll(root, folder)]), ...files];
  return builtAtMs === undefined || sources.some(path => (modifiedAtMs(join(root, path)) ?? 0) > builtAtMs);
}

function listAll(root, folder) {
  return readdirSync(join(root, folder), {recursive: true}).map(path => join(folder, path));
}

function modifiedAtMs(path) {
  return statSync(path, {throwIfNoEntry: false})?.mtimeMs;
}

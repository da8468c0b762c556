/**
 * Compiles the tests, and all that they import, into `.tests/`: with types checked, in one go. What code reads beside
 * itself (scripts for Redis, clinics, fixtures) is copied there. Ends with an error where a type is wrong.
 */
import {spawnSync} from 'node:child_process';
import {cpSync, readdirSync, rmSync, statSync} from 'node:fs';
import {extname, join} from 'node:path';
import {root} from './root.js';

const out = join(root, '.tests');
const folders = ['core', 'server', 'worker', 'scripts', 'test'];

export function compileTests() {
  removeStale();
  for (const project of ['tsconfig.tests.json', 'test/widget/tsconfig.json']) {
    const tsc = join(root, 'node_modules/.bin/tsc');
    const {status} = spawnSync(process.execPath, [tsc, '-p', project], {cwd: root, stdio: 'inherit'});
    if (status !== 0) process.exit(1);
  }
  for (const folder of folders) copyCompanions(folder);
}

/** A test that was removed or renamed must not run any longer. */
function removeStale() {
  for (const path of list('.tests')) {
    const source = path.slice('.tests/'.length).replace(/\.js(\.map)?$/, '');
    const isOurs = ['.ts', '.js', ''].some(extension =>
      statSync(join(root, source + extension), {throwIfNoEntry: false}),
    );
    if (!isOurs) rmSync(join(root, path));
  }
}

function copyCompanions(folder) {
  for (const path of list(folder)) {
    if (!['.ts', '.js', '.md'].includes(extname(path))) cpSync(join(root, path), join(out, path));
  }
}

function list(folder) {
  const options = {recursive: true, withFileTypes: true};
  if (!statSync(join(root, folder), {throwIfNoEntry: false})) return [];
  return readdirSync(join(root, folder), options)
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length));
}

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {z} from 'zod';
import {root} from '../scripts/root.js';
import {test} from './helpers/test.ts';

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

const {packages} = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
const installed = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? '';

/** The first versions without a fault that is known, of what stands between strangers and us. */
const floors: Record<string, string> = {
  koa: '3.1.2',
  '@koa/router': '15.0.0',
  'path-to-regexp': '8.4.0',
  ws: '8.17.1',
  undici: '7.5.0',
  jose: '6.0.0',
};

/** Of releases; a pre-release counts as its release. */
function isAtLeast(version: string, floor: string): boolean {
  const numbers = (text: string) => text.split(/[.+-]/).slice(0, 3).map(Number);
  const [given, least] = [numbers(version), numbers(floor)];
  const i = given.findIndex((number, j) => number !== least[j]);
  return i === -1 || (given[i] ?? 0) > (least[i] ?? 0);
}

for (const [name, floor] of Object.entries(floors)) {
  test(`the lockfile has ${name} from ${floor} on, wherever it is`, t => {
    const versions = installed.filter(([path]) => nameOf(path) === name).map(([, {version}]) => version);
    t.true(versions.length > 0);
    t.deepEqual(
      versions.filter(version => !isAtLeast(version ?? '0', floor)),
      [],
    );
  });
}

test('nothing that production installs has a script that runs while it is installed, and nothing else needs its', t => {
  const scripted = installed.filter(([, {hasInstallScript}]) => hasInstallScript);
  t.deepEqual(
    scripted.filter(([, {dev}]) => !dev).map(([path]) => path),
    [],
  );
  // Two come with programs for each machine, and only look whether they have the right one; one counts installations.
  const harmless = new Set(['esbuild', 'msgpackr-extract', '@scarf/scarf']);
  t.deepEqual(
    scripted.map(([path]) => nameOf(path)).filter(name => !harmless.has(name)),
    [],
  );
  t.regex(readFileSync(join(root, '.npmrc'), 'utf8'), /^ignore-scripts=true$/m);
});

test('every package that production installs is the one that was locked, by its content', t => {
  t.deepEqual(
    installed
      .filter(([, {dev, integrity}]) => !dev && !integrity?.startsWith('sha512-'))
      .map(([path]) => path),
    [],
  );
});

test('what the user chose is what is used', t => {
  const {dependencies, devDependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const sources = ['core', 'server', 'worker', 'widget', 'scripts', 'test'].flatMap(folder =>
    readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
      .filter(path => /\.[jt]s$/.test(path))
      .map(path => readFileSync(join(root, folder, path), 'utf8')),
  );
  for (const name of ['koa', '@koa/router', 'koa-body', 'redis', 'lit', 'rollup', 'zod', 'undici', 'ava']) {
    t.true(name in dependencies || name in devDependencies, name);
    t.true(
      sources.some(source => source.includes(`from '${name}'`)),
      name,
    );
  }
});

import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {configFromEnv} from '../core/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

type Import = {from: string; to: string; typeOnly: boolean};

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), {recursive: true})
    .map(path => join(folder, String(path)))
    .filter(path => /\.[jt]s$/.test(path));
}

function importsOf(path: string): Import[] {
  const text = readFileSync(join(root, path), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  return [...found].map(([, type, to = '']) => ({
    from: path,
    to: to.startsWith('.') ? relative(root, join(root, dirname(path), to)) : to,
    typeOnly: type !== undefined,
  }));
}

const folder = ({to}: Import) => to.split('/')[0] ?? '';
const ours = ['core', 'server', 'worker', 'widget', 'scripts', 'test'];
/** Who may import whom, of our own folders. */
const allowed: Record<string, string[]> = {
  core: ['core'],
  server: ['core', 'server'],
  worker: ['core', 'worker'],
  widget: ['core', 'widget'],
  scripts: ['core', 'server', 'worker', 'scripts'],
};

for (const [from, to] of Object.entries(allowed)) {
  test(`${from} imports from ${to.join(' and ')} only`, t => {
    const imports = sources(from).flatMap(importsOf);
    t.true(imports.length > 0);
    t.deepEqual(
      imports.filter(one => ours.includes(folder(one)) && !to.includes(folder(one))),
      [],
    );
  });
}

test('the widget takes types of the wire from core, code from Lit, and nothing else', t => {
  const foreign = sources('widget')
    .flatMap(importsOf)
    .filter(({to}) => !to.startsWith('widget/'));
  const wrong = foreign.filter(
    ({to, typeOnly}) => !(/^lit(\/|$)/.test(to) || (typeOnly && /^core\/wire(-session)?\.ts$/.test(to))),
  );
  t.deepEqual(wrong, []);
});

test('core/events and core/queue know each other by types, but for what settles a message', t => {
  const crossing = [...sources('core/events'), ...sources('core/queue')]
    .flatMap(importsOf)
    .filter(
      ({from, to, typeOnly}) =>
        !typeOnly && /^core\/(events|queue)\//.test(to) && dirname(from) !== dirname(to),
    );
  t.deepEqual(crossing, []);
});

test('only main.ts and the scripts read the environment', t => {
  const readers = [
    ...sources('core'),
    ...sources('server'),
    ...sources('worker'),
    ...sources('widget'),
  ].filter(path => readFileSync(join(root, path), 'utf8').includes('process.env'));
  t.deepEqual(readers, ['server/main.ts', 'worker/main.ts']);
});

test('no two tests of the suite have the same title', t => {
  const titles = sources('test').flatMap(path =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/^test(?:\.serial)?\('([^']+)'/gm)].map(
      ([, title]) => title,
    ),
  );
  t.true(titles.length > 50);
  t.deepEqual(
    titles.filter((title, i) => titles.indexOf(title) !== i),
    [],
  );
});

test('.env.example names every setting, with the default that it has', t => {
  const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
  const example = Object.fromEntries(
    lines
      .filter(line => /^[A-Z_]+=/.test(line))
      .map(line => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
  );
  const {REDIS_URL = ''} = example;
  t.deepEqual(configFromEnv(example), configFromEnv({REDIS_URL}));
  const config = readFileSync(join(root, 'core/config.ts'), 'utf8');
  const names = [...config.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
  t.deepEqual(Object.keys(example).sort(), names.sort());
});

import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {root} from '../scripts/root.js';
import {test} from './helpers/test.ts';

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

/** The rooms of core, the lowest first; those of a line do not know each other. Files beside the rooms are below all. */
const rooms = [
  ['redis', 'wire', 'phrases', 'settings'],
  ['clinics', 'fifo', 'events', 'chats', 'audit'],
  ['guard'],
  ['queue'],
  ['outbox'],
  ['sessions'],
  ['channels', 'metrics'],
  ['config'],
];
const rankOf = (path: string) => {
  const [, room = '', ...rest] = path.split('/');
  return rest.length === 0 ? -1 : rooms.findIndex(line => line.includes(room));
};

test('nobody in core looks up, or at a room of the same line', t => {
  const imports = sources('core').flatMap(importsOf);
  const known = new Set(rooms.flat());
  t.deepEqual(
    [
      ...new Set(
        sources('core')
          .filter(path => path.split('/').length > 2)
          .map(path => path.split('/')[1]),
      ),
    ].filter(room => !known.has(room ?? '')),
    [],
  );
  const wrong = imports.filter(({from, to}) => {
    if (folder({from, to, typeOnly: false}) !== 'core') return false;
    const isOwn = from.split('/')[1] === to.split('/')[1];
    return !isOwn && rankOf(to) >= rankOf(from) && !(rankOf(to) === -1 && rankOf(from) === -1);
  });
  t.deepEqual(
    wrong.map(({from, to}) => `${from} -> ${to}`),
    [],
  );
});

test('there is no circle of imports, in any folder', t => {
  const graph = new Map(
    ['core', 'server', 'worker', 'widget', 'scripts']
      .flatMap(sources)
      .map(path => [path, importsOf(path).map(({to}) => to)]),
  );
  t.deepEqual(circlesIn(graph), []);
});

/** Groups of files that import each other, directly or not (Tarjan's strongly connected components). */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): number => {
    const number = order.size;
    order.set(path, number);
    lowest.set(path, number);
    open.push(path);
    for (const to of graph.get(path) ?? []) {
      if (!graph.has(to)) continue;
      const reached = order.has(to) ? (open.includes(to) ? (order.get(to) ?? 0) : number) : visit(to);
      lowest.set(path, Math.min(lowest.get(path) ?? number, reached));
    }
    if (lowest.get(path) === number) {
      const circle = open.splice(open.indexOf(path));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest.get(path) ?? number;
  };
  for (const path of graph.keys()) if (!order.has(path)) visit(path);
  return circles;
}

test('the widget takes types of the wire and the rule of links from core, code from Lit, and nothing else', t => {
  const foreign = sources('widget')
    .flatMap(importsOf)
    .filter(({to}) => !to.startsWith('widget/'));
  const wrong = foreign.filter(
    ({to, typeOnly}) =>
      !(
        /^lit(\/|$)|^core\/safe-link\.ts$/.test(to) ||
        (typeOnly && /^(core\/wire\/(message|session)\.ts|react)$/.test(to))
      ),
  );
  t.deepEqual(wrong, []);
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

test('the tests of a file run one after the other: whoever declares one takes `test` from its helper', t => {
  const takers = sources('test').filter(path =>
    importsOf(path).some(({to, typeOnly}) => to === 'ava' && !typeOnly),
  );
  t.deepEqual(takers, ['test/helpers/test.ts']);
});

test('no two tests of the suite have the same title', t => {
  const titles = sources('test').flatMap(path =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/^test\('([^']+)'/gm)].map(([, title]) => title),
  );
  t.true(titles.length > 50);
  t.deepEqual(
    titles.filter((title, i) => titles.indexOf(title) !== i),
    [],
  );
});

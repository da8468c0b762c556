import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {channels} from '../core/keys.ts';
import {root} from '../scripts/root.js';
import {test} from './helpers/test.ts';

const folders = ['core', 'server', 'worker', 'widget', 'scripts', 'test', 'docs', '.ci'];
const files = [
  ...readdirSync(root).filter(name => /\.\w+$/.test(name)),
  ...folders.flatMap(folder =>
    readdirSync(join(root, folder), {recursive: true}).map(path => join(folder, String(path))),
  ),
];
const documents = files.filter(path => path.endsWith('.md'));
const contentOf = (path: string) => readFileSync(join(root, path), 'utf8');

/** What stands in code, inline or in blocks, word by word, and what links lead to. Blocks of TypeScript are not prose. */
function wordsOf(document: string): string[] {
  const text = contentOf(document).replaceAll(/^```(?:ts|html)$.*?^```$/gms, '');
  const codes = [...text.matchAll(/^```\w*$(.*?)^```$|`([^`\n]+)`/gms)].map(
    ([, block, code]) => block ?? code,
  );
  const links = [...text.matchAll(/\]\(([^)\s#]+)/g)].map(([, target = '']) => target);
  return [...codes.flatMap((code = '') => code.split(/[\s,;=()"'│]+/)), ...links];
}

/** A path of ours, or `undefined`: of a file that has an ending of ours, or in one of our folders. */
function pathIn(word: string): string | undefined {
  const path = word.replace(/[.:]$/, '').replace(/^\.\//, '');
  if (/^(?:[a-z]+:|\/)/.test(path) || /[<>*{}…$]/.test(path)) return undefined;
  const isOurs = path.includes('/') && folders.includes(path.split('/')[0] ?? '');
  return isOurs || /^[\w./-]*\w\.(?:ts|lua|js|md|json)$/.test(path) ? path : undefined;
}

const pathsOf = (document: string) => [...new Set(wordsOf(document).flatMap(word => pathIn(word) ?? []))];

/** The clinic that docs/clinics.md begins, and the channel that docs/channels.md writes; `test/system/new-channel.test.ts` does so. */
const isExample = (path: string) => /pager|maple/.test(path);

/** From the root, or from the document's folder; a bare name anywhere below that. What is built is where its source is. */
function isThere(document: string, path: string): boolean {
  const source = path.replace(/^dist\/(.*)\.js$/, '$1.ts');
  const folder = dirname(document);
  if ([join(root, source), join(root, folder, source)].some(existsSync)) return true;
  return !source.includes('/') && files.some(file => inFolder(file, folder) && basename(file) === source);
}

/** What lies in docs speaks of everything. */
const inFolder = (file: string, folder: string) =>
  folder === '.' || folder.startsWith('docs') || file.startsWith(`${folder}/`);

for (const document of documents) {
  test(`${document}: every path that it names is there`, t => {
    t.deepEqual(
      pathsOf(document).filter(path => !isExample(path) && !isThere(document, path)),
      [],
    );
  });
}

test('every path that a comment names is there', t => {
  const comments = files
    .filter(path => /\.(?:ts|lua|js)$/.test(path))
    .flatMap(path => contentOf(path).match(/^\s*(?:\*|\/\/|\/\*\*|--).*$/gm) ?? []);
  const words = comments.flatMap(line => [...line.matchAll(/`([^`\s]+)`/g)].map(([, word = '']) => word));
  t.deepEqual(
    words
      .filter(word => /\.\w+$/.test(word))
      .flatMap(word => pathIn(word) ?? [])
      .filter(path => !isThere('README.md', path)),
    [],
  );
});

test('a path that is not there is found out', t => {
  t.true(documents.flatMap(pathsOf).length > 70);
  for (const path of ['server/accept.ts', 'nowhere.lua', 'docs/nothing.md']) {
    t.is(pathIn(path), path);
    t.false(isThere('README.md', path));
  }
});

test('core/README.md tells of every key', t => {
  // Whatever stands between is the name of something; what comes first may be a channel.
  const shapeOf = (key: string) =>
    key
      .replaceAll(/\$?\{\w+\}/g, '*')
      .replace(new RegExp(`^(?:${channels.join('|')}):`), '*:')
      .replace(/^(?:\*:)+/, '');
  const told = [...contentOf('core/README.md').matchAll(/`([\w:{}-]+)`/g)].map(([, key = '']) =>
    shapeOf(key),
  );
  const spelled = [...contentOf('core/keys.ts').matchAll(/^ {2}\w+: (?:\([^)]*\) => )?['`]([^'`]+)['`]/gm)];
  t.true(spelled.length > 30, String(spelled.length));
  t.deepEqual(
    spelled.map(([, key = '']) => shapeOf(key)).filter(key => !told.includes(key)),
    [],
  );
});

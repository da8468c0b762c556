/**
 * Builds the npm package of the element in `dist/widget-package`, out of what the widget's build has left: the element as
 * modules, whose parts are loaded by `import()`, its types, its manifest, and the one file for pages without a bundler.
 * It needs no other package.
 */
import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {nodeResolve} from '@rollup/plugin-node-resolve';
import {type Plugin, rollup} from 'rollup';
import {minify, tighten} from './minify.js';
import {litConditions, litNotice, ownLit} from './own-lit.ts';
import {manifestOf} from './widget-manifest.ts';

/** Modules with the parts as modules of their own, and words as what they are. */
function asModules(modules: string): Plugin {
  return {
    name: 'as-modules',
    resolveId: id => (id.endsWith('/script.js') ? join(modules, 'package/script.js') : null),
    transform: (code, id) => (id.endsWith('.json') ? {code: `export default ${code}`, map: null} : null),
  };
}

async function bundle(modules: string, folder: string): Promise<void> {
  const build = await rollup({
    input: join(modules, 'index.js'),
    plugins: [
      asModules(modules),
      nodeResolve({exportConditions: litConditions, browser: true}),
      ownLit(modules),
      tighten,
    ],
    onwarn: warning => {
      throw new Error(warning.message);
    },
  });
  await build.write({
    dir: folder,
    format: 'es',
    chunkFileNames: 'element/[name].js',
    plugins: minify(litNotice, false),
  });
  await build.close();
}

/** What npm is told. */
function describe(version: string): object {
  return {
    name: 'plaintalk-widget',
    version,
    description: 'A clinic’s chat as one element, <plaintalk-widget>',
    license: 'MIT',
    type: 'module',
    exports: {
      '.': {types: './index.d.ts', node: './server.js', default: './index.js'},
      './react': {types: './react.d.ts'},
      './widget.js': './widget.js',
      './custom-elements.json': './custom-elements.json',
      './integrity.json': './integrity.json',
      './package.json': './package.json',
    },
    types: './index.d.ts',
    customElements: 'custom-elements.json',
    // To import it is to define the element.
    sideEffects: ['./index.js', './element/*.js', './widget.js'],
  };
}

/** `parts`: those of the one file, by the names under which it looks for them beside itself. */
export async function buildPackage(
  root: string,
  parts: readonly (readonly [file: string, code: string])[],
): Promise<void> {
  const folder = join(root, 'dist/widget-package');
  mkdirSync(folder, {recursive: true});
  await bundle(join(root, 'dist/modules/widget'), folder);
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const readme = readFileSync(join(root, 'widget/README.md'), 'utf8');
  write('package.json', `${JSON.stringify(describe(version), null, 2)}\n`);
  write('custom-elements.json', `${JSON.stringify(manifestOf(readme), null, 2)}\n`);
  // What is for those who change the element, and pictures that are elsewhere, stay behind.
  write('README.md', readme.replace(/^!\[.*\n\n/m, '').replace(/^## How it is built[\s\S]*/m, ''));
  write(
    'server.js',
    '// Where pages are rendered on a server there is no element: the browser defines it.\n',
  );
  for (const [file, code] of parts) write(file, code);
  for (const file of ['widget.js', 'integrity.json'])
    cpSync(join(root, 'dist/widget', file), join(folder, file));
  for (const file of ['index.d.ts', 'react.d.ts'])
    cpSync(join(root, 'widget/package', file), join(folder, file));
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}

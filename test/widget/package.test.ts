/** The npm package, as somebody gets it who installs it from its tarball and knows nothing else of us. */
import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {root} from '../../scripts/root.js';
import type * as Installed from '../../widget/package/index.d.ts';
import type {PlaintalkWidget} from '../../widget/plaintalk-widget.ts';
import {test} from '../helpers/test.ts';
import {httpServer} from './http-server.ts';
import {Site} from './site.ts';

const run = promisify(execFile);
const site = new Site();
test.after.always(() => site.close());

/** What the types of the package say of the element, the element has: otherwise this file does not compile. */
type Said = Omit<Installed.PlaintalkWidget, keyof HTMLElement>;
const asSaid = (element: PlaintalkWidget): Said => element;

const consumer = `
import {PlaintalkWidget, type PlaintalkEvent} from 'plaintalk-widget';
const widget = document.createElement('plaintalk-widget');
widget.position = 'inline';
widget.context = {page: 'prices'};
widget.addEventListener('plaintalk-reply', (event: PlaintalkEvent) => event.messageId);
export const isOurs: boolean = widget instanceof PlaintalkWidget;
// @ts-expect-error: there is no such place
widget.position = 'left';
`;

const page = (api: string) => `<!doctype html><html lang="es"><title>A clinic</title>
  <script type="importmap">{"imports": {"plaintalk-widget": "/index.js"}}</script>
  <script type="module">
    import {PlaintalkWidget} from 'plaintalk-widget';
    globalThis.isOurs = document.querySelector('plaintalk-widget') instanceof PlaintalkWidget;
  </script>
  <plaintalk-widget clinic-id="demo" api-url="${api}"></plaintalk-widget></html>`;

test('the package is installed from its tarball, type-checks, is nothing on a server, and talks in a page', async t => {
  t.timeout(120_000);
  const folder = await mkdtemp(join(tmpdir(), 'plaintalk-package-'));
  t.teardown(() => rm(folder, {recursive: true}));
  const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'dist/widget-package'),
  });
  const [{filename}] = JSON.parse(packed.stdout);
  await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  await run('npm', ['install', '--ignore-scripts', '--offline', '--no-audit', '--no-fund', filename], {
    cwd: folder,
  });
  const installed = join(folder, 'node_modules/plaintalk-widget');

  await writeFile(join(folder, 'page.ts'), consumer);
  const tsc = join(root, 'node_modules/.bin/tsc');
  const options = ['--noEmit', '--strict', '--types', '', '--module', 'nodenext', '--lib', 'es2022,dom'];
  await t.notThrowsAsync(
    run(process.execPath, [tsc, ...options, 'page.ts'], {cwd: folder}).catch(({stdout}) => {
      throw new Error(stdout);
    }),
  );
  await run(process.execPath, ['--eval', 'import("plaintalk-widget")'], {cwd: folder});

  const {app} = await site.open();
  const url = await httpServer(t, async (request, response) => {
    const file = join(installed, request.url ?? '');
    const isFile = request.url !== '/' && existsSync(file);
    response.setHeader('Content-Type', isFile ? 'text/javascript' : 'text/html');
    response.end(isFile ? await readFile(file) : page(app.url));
  });
  const {page: tab, chat} = await site.visit(t, {isClosed: true});
  await tab.goto(url);
  await chat.launcher.click();
  await chat.ask('¿Abren hoy?');
  await chat.replies.getByText('echo: ¿Abren hoy?').waitFor();
  await chat.widget.locator('[part=menu]').waitFor();
  t.is(await chat.send.getAttribute('aria-label'), 'Enviar', 'the page’s language was loaded');
  t.true(await tab.evaluate(() => Reflect.get(globalThis, 'isOurs')));
  t.is(asSaid.length, 1); // its types were held to the class when this file was compiled
});

test('the manifest names what the element has, and nothing else', async t => {
  const text = await readFile(join(root, 'dist/widget-package/custom-elements.json'), 'utf8');
  const [{declarations}] = JSON.parse(text).modules;
  const [{attributes, members, cssParts, cssProperties}] = declarations;
  const namesOf = (list: {name: string}[]) => list.map(({name}) => name);
  const {page: tab} = await site.visit(t);
  const [observed, absent] = await tab.evaluate(async names => {
    const element = await customElements.whenDefined('plaintalk-widget');
    return [Reflect.get(element, 'observedAttributes'), names.filter(name => !(name in element.prototype))];
  }, namesOf(members));
  t.deepEqual(namesOf(attributes).sort(), [...observed].sort());
  t.deepEqual(absent, []);
  const script = await readFile(join(root, 'dist/widget/widget.js'), 'utf8');
  const more = await readFile(join(root, 'dist/widget/widget-more.js'), 'utf8');
  const said = new Set(
    [...(script + more).matchAll(/part="([\w -]+)"/g)].flatMap(([, parts = '']) => parts.split(' ')),
  );
  t.deepEqual(
    [...said].filter(part => !namesOf(cssParts).includes(part)),
    ['guard'],
  );
  const used = new Set(
    [...(script + more).matchAll(/var\((--plaintalk-[\w-]+)/g)].map(([, name = '']) => name),
  );
  t.deepEqual(
    [...used].filter(name => !namesOf(cssProperties).includes(name)),
    [],
  );
});

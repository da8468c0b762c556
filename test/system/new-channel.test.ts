/** The channel that docs/channels.md writes, done as it says in a copy of the repository: it compiles, and keeps the contract. */
import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {root} from '../../scripts/root.js';
import {test} from '../helpers/test.ts';

const copied = [
  'core',
  'server',
  'test',
  'worker',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** One file, once: it is not worth compiling. */
const avaConfig = `export default {extensions: {ts: 'module'}, nodeArguments: ['--import=tsx'], workerThreads: false};`;

test('the channel of docs/channels.md is its folder and three more files, compiles, and keeps what all channels do', t => {
  t.timeout(120_000);
  const copy = mkdtempSync(join(tmpdir(), 'plaintalk-channel-'));
  t.teardown(() => rmSync(copy, {recursive: true}));
  for (const name of copied) cpSync(join(root, name), join(copy, name), {recursive: true});
  writeFileSync(join(copy, 'ava.config.js'), avaConfig);
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

  const document = readFileSync(join(root, 'docs/channels.md'), 'utf8');
  const steps = document.slice(document.indexOf('## Writing a channel')).split(/^(?=\*\*\d)/m);
  const written = steps.flatMap(step => {
    const [, path] = /`([\w/.-]*pager[\w/.-]*\.ts)`/.exec(step) ?? [];
    const [, code] = /^```ts$(.*?)^```$/ms.exec(step) ?? [];
    return path !== undefined && code !== undefined ? [{path, code: code.trimStart()}] : [];
  });
  for (const {path, code} of written) {
    mkdirSync(dirname(join(copy, path)), {recursive: true});
    writeFileSync(join(copy, path), code);
  }
  const folder = ['deliver', 'inbound', 'pager', 'settings'].map(name => `core/channels/pager/${name}.ts`);
  t.deepEqual(written.map(({path}) => path).sort(), [...folder, 'test/core/channels/pager-inbound.test.ts']);

  const edit = (path: string, ...edits: [from: string, to: string][]) => {
    const before = readFileSync(join(copy, path), 'utf8');
    const after = edits.reduce((text, [from, to]) => text.replace(from, to), before);
    t.not(after, before);
    writeFileSync(join(copy, path), after);
  };
  edit('core/keys.ts', ['] as const', ", 'pager'] as const"]);
  edit(
    'core/channels/all-channels.ts',
    ['sms]', 'sms, pager]'],
    ['import', "import {pager} from './pager/pager.ts';\nimport"],
  );
  edit('test/helpers/webhook.ts', [
    'channelEnv = {',
    "channelEnv = {\n  PAGER_SECRET: 'pager-secret-of-the-tests',",
  ]);

  const run = (program: string, ...args: string[]) =>
    execFileSync(process.execPath, [join('node_modules', program), ...args], {cwd: copy, encoding: 'utf8'});
  run('tsx/dist/cli.mjs', 'scripts/write-env-example.ts');
  t.true(
    readFileSync(join(copy, '.env.example'), 'utf8').includes('\n# Where pages are posted.\nPAGER_URL=\n'),
  );
  t.notThrows(() => run('typescript/bin/tsc', '--noEmit'));
  t.regex(run('ava/entrypoints/cli.mjs', 'test/core/channels/pager-inbound.test.ts'), /\d+ tests passed/);
});

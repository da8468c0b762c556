/**
 * The commands that the documents show: each is run by a test, here or in the file that is named, or is among those that no
 * test runs, with the reason. What a command names (a script, a part, a subject) is there.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from '../scripts/root.js';
import {startApp} from './helpers/app.ts';
import {test} from './helpers/test.ts';

const folders = ['', 'docs', 'core', 'server', 'widget', 'worker', 'test'];
const documents = folders.flatMap(folder =>
  readdirSync(join(root, folder))
    .filter(name => name.endsWith('.md') && name !== 'CHANGELOG.md')
    .map(name => join(folder, name)),
);
const contentOf = (path: string) => readFileSync(join(root, path), 'utf8');

/** Lines that begin with a dollar in a block, and commands within a sentence; settings in front do not count. */
function commandsIn(document: string): string[] {
  const text = contentOf(document);
  const lines = [...text.matchAll(/^\$ (.*?)(?: {2,}#.*)?$/gm)].map(([, line = '']) => line);
  const inline = [...text.matchAll(/`((?:[A-Z_]+=\S+ )*(?:npm (?:run|test|start|ci)|node dist\/)[^`]*)`/g)];
  return [...lines, ...inline.map(([, code = '']) => code)].flatMap(line =>
    line.split(' && ').map(part => part.replace(/^(?:[A-Z_]+=\S+ )+/, '').trim()),
  );
}

const commands = [...new Set(documents.flatMap(commandsIn))].sort();

/** Which test runs those that begin so, and the words by which it does. */
const run: Record<string, readonly [file: string, words: string]> = {
  'npm start': ['test/system/start.test.ts', 'start'],
  'npm run agent -- check': ['test/system/agent-check.test.ts', 'scripts/agent.ts'],
  'npm run audit:verify': ['test/server/audit.test.ts', 'scripts/audit'],
  'npm run chaos': ['test/system/chaos.test.ts', 'lab/chaos/run'],
  'npm run check:release': ['test/system/deploy.test.ts', 'check-release.js'],
  'node dist/scripts/check-release.js': ['test/system/deploy.test.ts', 'check-release.js'],
  'node dist/scripts/clinic/main.js': ['test/system/deploy.test.ts', 'clinic/main'],
  'npm run clinic -- ': ['test/commands.test.ts', 'npm run clinic'],
  'npm run evolution -- ': ['test/system/evolution.test.ts', 'evolution.ts'],
  'npm run privacy -- ': ['test/system/privacy.test.ts', 'privacy.ts'],
  'npm run queue': ['test/system/queue.test.ts', 'queue/main'],
  'npm run reseal': ['test/core/seal.test.ts', 'reseal'],
  'curl -s localhost:3000/': ['test/commands.test.ts', 'curl'],
  "curl -s 'localhost:3000/": ['test/commands.test.ts', 'curl'],
};

const notRun: Record<string, string> = {
  'npm test': 'it is what runs this; that its subjects are there is asked below',
  'npm run build': 'every test of processes runs what it has built, and fails where that is stale',
  'npm run dev': 'it ends with whoever sits there; it starts what `npm start` starts',
  'npm run format':
    'it writes into the sources; what it writes is compared by tests of .env.example and docs/clinics.md',
  'npm run bench': 'minutes of a quiet machine; that its parts are there is asked below',
  'npm run attack': 'minutes; test/server/fuzz.test.ts has its short form',
  'npm run eval:': 'a minute of figures; the tests of guard and faq hold the same data to their least',
  'npm run train:': 'it makes the weights anew',
  'npm run size': 'the build prints the same, and ends where a part is too large',
  'npm run sbom': 'npm’s own',
  'npm ci': 'whoever runs this has done so',
  'npm prune':
    'it would take away what runs this; the tools that then run are run by test/system/deploy.test.ts',
  'cat > .env': 'test/system/deploy.test.ts writes one',
  'docker compose':
    'there is no Docker where tests run; test/system/deploy.test.ts holds compose.yaml to what is built',
  'curl -s localhost:8080': 'the port of docker compose',
  'curl -si ': 'as the one without -i',
  'redis-cli': 'it looks at what is in Redis',
};

const beginsWith = (command: string) => (start: string) => command.startsWith(start);

test('every command of the documents is run by a test, or stands with the reason why not', t => {
  t.true(commands.length > 60, String(commands.length));
  const starts = [...Object.keys(run), ...Object.keys(notRun)];
  t.deepEqual(
    commands.filter(command => !starts.some(beginsWith(command))),
    [],
  );
  t.deepEqual(
    starts.filter(start => !commands.some(command => command.startsWith(start))),
    [],
    'no document has it any more',
  );
  for (const [file, words] of Object.values(run))
    t.true(contentOf(file).includes(words), `${file}: ${words}`);
});

test('what a command of the documents names is there', t => {
  const {scripts} = JSON.parse(contentOf('package.json'));
  const tests = readdirSync(join(root, 'test'), {recursive: true}).map(String);
  const scenarios = readdirSync(join(root, 'scripts/lab/chaos')).join(' ');
  const known: Record<string, (name: string) => boolean> = {
    bench: name =>
      contentOf('scripts/lab/bench/main.ts').includes(`  ${/^[a-z]+$/.test(name) ? name : `'${name}'`}: `),
    attack: name => existsSync(join(root, `scripts/lab/attack/${name}.ts`)),
    chaos: name => scenarios.includes(`scenario-${name}.ts`) || name.startsWith('<') || name.startsWith('--'),
    test: name =>
      name.startsWith('-') ||
      tests.some(file => `test/${file}`.endsWith(`/${name.replace(/^test\/|\.test\.ts$/g, '')}.test.ts`)),
  };
  for (const command of commands) {
    const [, script = '', rest = ''] = /^npm (?:run )?([\w:]+)(?: -- (.*))?$/.exec(command) ?? [];
    if (script === '' || ['ci', 'prune', 'start'].includes(script)) continue;
    t.true(script in scripts, command);
    const isThere = known[script];
    if (isThere) for (const name of rest.split(' ').filter(Boolean)) t.true(isThere(name), command);
  }
});

test('the commands of the tutorial for a clinic do what it says, one after the other', t => {
  t.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'plaintalk-tutorial-'));
  t.teardown(() => rmSync(folder, {recursive: true}));
  const shown = commandsIn('docs/tutorial.md').filter(command => command.startsWith('npm run clinic -- '));
  const said = shown.map(command =>
    execFileSync('sh', ['-c', command.replaceAll('clinics/maple', `${folder}/clinics/maple`)], {
      cwd: root,
      encoding: 'utf8',
      env: {...process.env, NODE_ENV: 'production'}, // from the build
    }),
  );
  t.is(said.length, 4);
  for (const [i, words] of [
    /is there\. Write/,
    /is still to be written/,
    /closed|Saturday/i,
    /^\[guard: /m,
  ].entries()) {
    t.regex(said[i] ?? '', words);
  }
});

test('the commands of the README that send and poll are answered as it says', async t => {
  if (spawnSync('curl', ['--version']).status !== 0) {
    t.log('curl is not here: its commands were not run');
    return t.pass();
  }
  const {url} = await startApp(t);
  const [send = '', poll = ''] = commandsIn('README.md').filter(command => command.startsWith('curl'));
  const ask = (command: string) =>
    JSON.parse(
      execFileSync('sh', ['-c', command.replace('localhost:3000', new URL(url).host)], {encoding: 'utf8'}),
    );
  const {status, message_id: id} = ask(send);
  t.is(status, 'queued');
  t.regex(ask(poll.replace('9n2…', id)).text, /^We are open Monday to Friday/);
});

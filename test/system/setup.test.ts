/** `scripts/setup.js` on machines that have, lack or may not install what is needed. */
import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from '../../scripts/root.js';
import {type ExecutionContext, test} from '../helpers/test.ts';

const script = join(root, 'scripts/setup.js');

type Outcome = {code: number | null; output: string};

function runSetup(needs: string[], env: NodeJS.ProcessEnv = process.env, path = script): Outcome {
  const {status, stdout, stderr} = spawnSync(process.execPath, [path, ...needs], {env, encoding: 'utf8'});
  return {code: status, output: stdout + stderr};
}

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plaintalk-setup-'));
  t.teardown(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

function writeProgram(folder: string, name: string, lines: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

type Lock = Record<string, {version: string; optional?: boolean}>;

/** A checkout with these packages in its lock file and those in npm's note of what it has installed. */
function checkout(t: ExecutionContext, locked: Lock, installed?: Lock): string {
  const folder = temporaryFolder(t);
  const write = (path: string, packages: Lock) =>
    writeFileSync(join(folder, path), JSON.stringify({packages: {'': {version: '0.0.0'}, ...packages}}));
  mkdirSync(join(folder, 'scripts'));
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  copyFileSync(script, join(folder, 'scripts/setup.js'));
  write('package-lock.json', locked);
  if (installed) write('node_modules/.package-lock.json', installed);
  return join(folder, 'scripts/setup.js');
}

test('says nothing where nothing is missing', t => {
  t.deepEqual(runSetup(['packages', 'redis', 'chromium']), {code: 0, output: ''});
});

test('says in one line what is missing where nothing can install it', t => {
  const {code, output} = runSetup(['redis', 'chromium'], {PATH: temporaryFolder(t)});
  t.is(code, 1);
  t.regex(
    output,
    /^Missing redis-server 7\.0 or newer and chromium: .*REDIS_SERVER.*REDIS_URL.*CHROMIUM_PATH.*\n$/,
  );
});

test('does not replace a program that was named', t => {
  const {code, output} = runSetup(['redis'], {
    ...process.env,
    REDIS_SERVER: join(temporaryFolder(t), 'none'),
  });
  t.is(code, 1);
  t.regex(output, /^Missing redis-server 7\.0 or newer: .*\n$/);
});

test('takes no redis-server older than 7.0', t => {
  const folder = temporaryFolder(t);
  const old = writeProgram(folder, 'redis-server', 'echo "Redis server v=6.2.14 sha=00000000:0 bits=64"');
  t.is(runSetup(['redis'], {PATH: folder}).code, 1);
  t.is(runSetup(['redis'], {PATH: folder, REDIS_SERVER: old}).code, 1);
  writeProgram(folder, 'redis-server', 'echo "Redis server v=7.0.0 sha=00000000:0 bits=64"');
  t.deepEqual(runSetup(['redis'], {PATH: folder}), {code: 0, output: ''});
});

test('installs with the package manager that is there and says so in one line', t => {
  const folder = temporaryFolder(t);
  // Real programs on an otherwise empty machine, where apt-get can install one thing: a newer redis-server.
  symlinkSync('/usr/bin/env', join(folder, 'env'));
  writeProgram(folder, 'sudo', '[ "$2" = true ] || { shift; exec "$@"; }');
  const redis = writeProgram(folder, 'redis-server', 'echo "Redis server v=6.2.14"');
  writeProgram(
    folder,
    'apt-get',
    `echo noise; for last; do :; done
    case "$last" in
      update) ;;
      redis-server) echo 'echo "Redis server v=7.4.1"' > '${redis}' ;;
      *) exit 100 ;;
    esac`,
  );
  const env = {PATH: folder};
  t.deepEqual(runSetup(['redis'], env), {code: 0, output: 'Installing redis-server with apt-get ...\n'});
  t.deepEqual(runSetup(['redis'], env), {code: 0, output: ''});

  const {code, output} = runSetup(['chromium'], env);
  t.is(code, 1);
  t.regex(
    output,
    /^Installing chromium with apt-get \.\.\.\nnoise\nMissing chromium: run ".*", or set .*\n$/,
  );
});

test('takes packages that match the lock file as they are, whatever the times of files', t => {
  const locked = {'node_modules/a': {version: '1.0.0'}, 'node_modules/b': {version: '2.0.0', optional: true}};
  const path = checkout(t, locked, {'node_modules/a': {version: '1.0.0'}});
  t.deepEqual(runSetup(['packages'], {PATH: ''}, path), {code: 0, output: ''});
});

test('installs packages when one is missing, of another version, or none was installed', t => {
  const locked = {'node_modules/a': {version: '1.0.0'}};
  for (const installed of [{}, {'node_modules/a': {version: '1.0.1'}}, undefined]) {
    const path = checkout(t, locked, installed);
    const folder = temporaryFolder(t);
    writeProgram(folder, 'npm', '[ "$1 $2" = "ci --ignore-scripts" ]');
    const outcome = runSetup(['packages'], {PATH: folder}, path);
    t.deepEqual(outcome, {code: 0, output: 'Installing packages with npm ci ...\n'});
  }
});

test('refuses to bring what it does not know', t => {
  const {code, output} = runSetup(['reddis']);
  t.is(code, 1);
  t.is(output, 'Setup knows packages, redis, chromium, firefox; not "reddis"\n');
});

/**
 * `npm test`: brings what the tests need, then style and types, then a build where it is stale, then the tests
 * themselves. `npm test -- poll session` runs the files of these subjects; what begins with `-` goes to AVA. The first
 * step that fails ends it, with exit code 1.
 */
import {spawnSync} from 'node:child_process';
import {compileTests} from './compile-tests.js';
import {isStale} from './is-stale.js';
import {root} from './root.js';
import {setup} from './setup.js';

const args = process.argv.slice(2);
const subjects = args.filter(arg => !arg.startsWith('-'));
const options = args.filter(arg => arg.startsWith('-'));

try {
  const {redis, chromium, firefox} = setup(['packages', 'redis', 'chromium', 'firefox']);
  Object.assign(process.env, {REDIS_SERVER: redis, CHROMIUM_PATH: chromium, FIREFOX_PATH: firefox});
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

run('node_modules/.bin/biome', 'ci', '.');
run('node_modules/.bin/tsc', '-p', 'widget', '--noEmit');
compileTests();
if (isStale(root)) run('--import', 'tsx', 'scripts/build.ts');
run('node_modules/.bin/ava', ...subjects.map(filesOf), ...options);

/** `poll`, `server/poll` and `test/server/poll.test.ts` are the same. */
function filesOf(subject) {
  const name = subject.replace(/^(\.tests\/)?test\//, '').replace(/(\.test)?(\.[jt]s)?$/, '');
  return `.tests/test/**/${name}.test.js`;
}

function run(...command) {
  const {status, error} = spawnSync(process.execPath, command, {cwd: root, stdio: 'inherit'});
  if (error) console.error(error.message);
  if (status !== 0) process.exit(1);
}

/**
 * `npm test`: brings what the tests need, then style and types, then a build where it is stale, then the tests
 * themselves. What stands behind `npm test --` goes to AVA. The first step that fails ends it, with exit code 1.
 */
import {spawnSync} from 'node:child_process';
import {isStale} from './is-stale.js';
import {root} from './part.js';
import {setup} from './setup.js';

try {
  const {redis, chromium, firefox} = setup(['packages', 'redis', 'chromium', 'firefox']);
  Object.assign(process.env, {REDIS_SERVER: redis, CHROMIUM_PATH: chromium, FIREFOX_PATH: firefox});
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

run('npm', 'run', '--silent', 'check');
if (isStale(root)) run(process.execPath, '--import', 'tsx', 'scripts/build.ts');
run(process.execPath, 'node_modules/.bin/ava', ...process.argv.slice(2));

function run(command, ...args) {
  const {status, error} = spawnSync(command, args, {cwd: root, stdio: 'inherit'});
  if (error) console.error(error.message);
  if (status !== 0) process.exit(1);
}

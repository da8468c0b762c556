/**
 * Puts onto this machine what a command needs: `node scripts/setup.js packages redis chromium firefox`.
 *
 * It runs before any package is there, so it stands on Node alone. Where nothing is missing it is silent and
 * quick; what it installs it says in one line; what it may not install ends in one line that says what to run.
 */
import {spawnSync} from 'node:child_process';
import {accessSync, constants, readFileSync, realpathSync, statSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const programs = {
  redis: {
    title: 'redis-server 7.0 or newer',
    names: ['redis-server'],
    variable: 'REDIS_SERVER',
    instead: 'set REDIS_SERVER to its path (for npm start, REDIS_URL to a running Redis will do)',
    packages: {'apt-get': 'redis-server', apk: 'redis', dnf: 'redis', brew: 'redis'},
    isGood: isRedis7,
  },
  chromium: {
    title: 'chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    variable: 'CHROMIUM_PATH',
    instead: 'set CHROMIUM_PATH to the path of Chromium or Chrome',
    packages: {'apt-get': 'chromium', apk: 'chromium', dnf: 'chromium'},
    isGood: () => true,
  },
  firefox: {
    title: 'firefox',
    names: ['firefox-esr', 'firefox'],
    variable: 'FIREFOX_PATH',
    instead: 'set FIREFOX_PATH to the path of Firefox',
    packages: {'apt-get': 'firefox-esr', apk: 'firefox', dnf: 'firefox'},
    isGood: () => true,
  },
};

/** The first one found is asked. Homebrew is the only one that wants no root. */
const packageManagers = [
  {name: 'apt-get', update: ['update'], install: ['install', '-y', '--no-install-recommends']},
  {name: 'apk', install: ['add']},
  {name: 'dnf', install: ['install', '-y']},
  {name: 'brew', install: ['install'], asUser: true},
];

/**
 * Brings what `needs` names: `packages`, `redis`, `chromium`, `firefox`. Returns the paths of the programs among them, as
 * `{redis, chromium, …}`. Throws an `Error` whose message is the line to show.
 */
export function setup(needs) {
  const unknown = needs.find(need => need !== 'packages' && !Object.hasOwn(programs, need));
  if (unknown) throw new Error(`Setup knows packages, ${Object.keys(programs).join(', ')}; not "${unknown}"`);
  if (needs.includes('packages') && !packagesAreInstalled()) installPackages();

  const wanted = needs.filter(need => need !== 'packages');
  const missing = wanted.filter(need => !findProgram(programs[need]));
  if (missing.length > 0) installPrograms(missing.map(need => programs[need]));
  return Object.fromEntries(wanted.map(need => [need, findProgram(programs[need])]));
}

/**
 * npm notes what it has installed in `node_modules/.package-lock.json`. That is compared with the lock file by
 * content, because in a fresh clone or a restored cache the times of files say nothing.
 */
function packagesAreInstalled() {
  try {
    const {packages: locked} = readJson('package-lock.json');
    const {packages: installed} = readJson('node_modules/.package-lock.json');
    return Object.entries(locked).every(
      ([path, {version, optional}]) =>
        path === '' || (installed[path] ? installed[path].version === version : optional === true),
    );
  } catch {
    return false; // without the note nothing was installed, or not to the end
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/**
 * Without install scripts: no package of ours needs one, many machines forbid them, and what never runs can do no
 * harm. With development packages even under NODE_ENV=production, because the build needs them.
 */
function installPackages() {
  console.log('Installing packages with npm ci ...');
  if (!run(['npm', 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'])) {
    throw new Error('The packages are not installed: run "npm ci --ignore-scripts"');
  }
}

function installPrograms(missing) {
  const packageManager = packageManagers.find(({name}) => findInPath(name));
  const rights = packageManager && rightsFor(packageManager);
  const packages = missing.map(program => program.packages[packageManager?.name]);
  // A program that was named but does not do is for the user to mend: another one would not be used.
  const named = missing.some(program => process.env[program.variable]);
  if (!rights || named || packages.includes(undefined)) throw lack(missing, packageManager);

  const {name, update, install} = packageManager;
  console.log(`Installing ${packages.join(' and ')} with ${name} ...`);
  if (update) run([...rights, name, ...update]); // one dead source must not keep the others from serving
  run([...rights, name, ...install, ...packages]);
  if (!missing.every(findProgram)) throw lack(missing, packageManager);
}

/** What goes before a command so that it may install; `undefined` where it may not. */
function rightsFor({asUser}) {
  // RUNLEVEL=1 keeps Debian from starting a Redis service that nobody asked for.
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
  if (asUser || isRoot()) return quiet;
  const maySudo = findInPath('sudo') && spawnSync('sudo', ['-n', 'true'], {stdio: 'ignore'}).status === 0;
  return maySudo ? ['sudo', '-n', ...quiet] : undefined;
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** One line that says what is missing, and what to run or to set. */
function lack(missing, packageManager) {
  const packages = missing.map(program => program.packages[packageManager?.name]);
  const {name, install, asUser} = packageManager ?? {};
  const command = [asUser || isRoot() ? '' : 'sudo', name, ...(install ?? []), ...packages].join(' ').trim();
  const advice = packages.includes(undefined) ? 'install it' : `run "${command}"`;
  const titles = missing.map(({title}) => title).join(' and ');
  return new Error(`Missing ${titles}: ${advice}, or ${missing.map(({instead}) => instead).join(', and ')}`);
}

/** Runs a command unseen; what it said is shown only if it failed. */
function run([command, ...args]) {
  const options = {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  };
  const {status, stdout, stderr, error} = spawnSync(command, args, options);
  if (status !== 0) console.error([stdout, stderr, error?.message].filter(Boolean).join('\n').trimEnd());
  return status === 0;
}

/** The path of a program that is good enough: the one its variable names, or else the first in PATH. */
function findProgram({names, variable, isGood}) {
  const named = process.env[variable];
  const path = named ? [named].find(isExecutable) : names.map(findInPath).find(Boolean);
  return path && isGood(path) ? path : undefined;
}

function findInPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map(folder => join(folder, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not for us
  }
}

function isRedis7(path) {
  const {stdout} = spawnSync(path, ['--version'], {encoding: 'utf8'});
  return Number(/\bv=(\d+)\./.exec(stdout ?? '')?.[1]) >= 7;
}

// Only when Node was started with this file; other scripts import `setup`.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    setup(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * Builds all of `dist/`: server and worker as JavaScript for plain Node, the widget as one small ES module.
 * What is in `dist/` afterwards was built by this run, or `dist/.built` is missing and the next start builds again.
 */
import {spawnSync} from 'node:child_process';
import {cpSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync, gzipSync} from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const widgetLimitBytes = 12_288;

/** Runs a program of a package by its path; ends the build when that fails. */
function run(program: string, ...args: string[]): void {
  const path = join(root, 'node_modules/.bin', program);
  const {status} = spawnSync(process.execPath, [path, ...args], {cwd: root, stdio: 'inherit'});
  if (status !== 0) process.exit(1);
}

/** What code reads beside itself (scripts for Redis, clinics, pages) stands beside the compiled code as well. */
function copyCompanions(folder: string): void {
  for (const entry of readdirSync(join(root, folder), {recursive: true, withFileTypes: true})) {
    if (!entry.isFile() || ['.ts', '.md'].includes(extname(entry.name))) continue;
    const path = join(entry.parentPath, entry.name);
    cpSync(path, join(root, 'dist', path.slice(root.length)));
  }
}

/** Prints the size of the widget; more than its limit fails the build. */
function weighWidget(): void {
  const code = readFileSync(join(root, 'dist/widget/widget.js'));
  const brotliBytes = brotliCompressSync(code).length;
  const sizes = [
    `${code.length} minified`,
    `${gzipSync(code, {level: 9}).length} gzip`,
    `${brotliBytes} brotli`,
  ];
  console.log(`widget.js: ${sizes.join(', ')} bytes`);
  if (brotliBytes <= widgetLimitBytes) return;
  console.error(`The widget is too large: its limit is ${widgetLimitBytes} bytes brotli`);
  process.exit(1);
}

const startedAt = new Date();
rmSync(join(root, 'dist'), {recursive: true, force: true});
run('tsc', '-p', 'tsconfig.build.json');
for (const folder of ['core', 'server', 'worker']) copyCompanions(folder);
run('tsc', '-p', 'widget/tsconfig.json');
run('rollup', '--config', 'widget/rollup.config.js', '--silent', '--failAfterWarnings');
weighWidget();

const stamp = join(root, 'dist/.built');
writeFileSync(stamp, '');
utimesSync(stamp, startedAt, startedAt); // what changes during a build is newer than the build

/**
 * Builds all of `dist/`: server and worker as JavaScript for plain Node, the widget as small scripts.
 * What is in `dist/` afterwards was built by this run, or `dist/.built` is missing and the next start builds again.
 */
import {spawnSync} from 'node:child_process';
import {cpSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildWidget} from './build-widget.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

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

const startedAt = new Date();
rmSync(join(root, 'dist'), {recursive: true, force: true});
run('tsc', '-p', 'tsconfig.build.json');
for (const folder of ['core', 'server', 'worker']) copyCompanions(folder);
run('tsc', '-p', 'widget/tsconfig.json');
await buildWidget(root);

const stamp = join(root, 'dist/.built');
writeFileSync(stamp, '');
utimesSync(stamp, startedAt, startedAt); // what changes during a build is newer than the build

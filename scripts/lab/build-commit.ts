/** An earlier version of ours, built with packages of its own in a folder that goes with this process. */
import {type ExecFileSyncOptions, execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from '../part.js';

/** The folder. `commit`: whatever git calls a version of this repository. */
export function buildCommit(commit: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-old-'));
  process.once('exit', () => rmSync(dir, {recursive: true, force: true}));
  const tree = execFileSync('git', ['archive', commit], {cwd: root, maxBuffer: 256 * 1024 * 1024});
  execFileSync('tar', ['-x', '-C', dir], {input: tree});
  const options: ExecFileSyncOptions = {cwd: dir, stdio: ['ignore', 'ignore', 'inherit']};
  execFileSync('npm', ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], options);
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], options);
  return dir;
}

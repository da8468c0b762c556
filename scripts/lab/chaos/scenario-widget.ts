/**
 * The faults of the suite (`test/widget/faults.test.ts`), more often: each run is a visitor in a real Chromium on the real
 * server and worker, and is held to one bubble and one answer for each message, the answer within 10 s of the end of the
 * fault, and no silence over 10 s.
 */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {compileTests} from '../../compile-tests.js';
import {root} from '../../root.js';
import {setup} from '../../setup.js';
import {print} from './print.ts';

const file = '.tests/test/widget/faults.test.js';

/** Did every run hold? What did not is printed as AVA says it. */
export async function disturbWidget({runs}: {runs: number}): Promise<boolean> {
  const {redis, chromium} = setup(['redis', 'chromium']);
  compileTests();
  const env = {...process.env, REDIS_SERVER: redis, CHROMIUM_PATH: chromium, FAULT_RUNS: `${runs}`};
  const ava = join(root, 'node_modules/.bin/ava');
  const {status, stdout} = spawnSync(process.execPath, [ava, '--tap', file], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const held = stdout.match(/^ok /gm)?.length ?? 0;
  if (status !== 0)
    print(
      stdout
        .split('\n')
        .filter(line => !/^ok |^#|^TAP/.test(line))
        .join('\n'),
    );
  print(`${held} of ${runs} runs held`);
  return status === 0 && held === runs;
}

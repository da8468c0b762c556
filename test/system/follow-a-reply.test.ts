/** The programs that the documentation shows, as they are, against processes as they are deployed. */
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {root} from '../../scripts/root.js';
import {startApp} from '../helpers/app.ts';
import {test} from '../helpers/test.ts';

const examples = join(root, 'docs/examples');
const page = readFileSync(join(root, 'docs/follow-a-reply.md'), 'utf8');

const programs = {
  'follow.ts': [process.execPath, '--import', 'tsx'],
  'follow.py': ['python3'],
  'follow.go': ['go', 'run'],
};

test('the page shows the programs as they are', t => {
  for (const file of Object.keys(programs)) {
    t.true(page.includes(readFileSync(join(examples, file), 'utf8').trimEnd()), file);
  }
});

for (const [file, [program = '', ...given]] of Object.entries(programs)) {
  test(`the program ${file} of the documentation sends a message and writes its reply down`, async t => {
    t.timeout(120_000);
    if (spawnSync(program, [program === 'go' ? 'version' : '--version']).status !== 0) {
      t.log(`${program} is not here: ${file} was not run`);
      return t.pass();
    }
    const {url} = await startApp(t);
    const child = spawn(program, [...given, join(examples, file), url, 'What are your "opening" hours?'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(() => child.kill('SIGKILL'));
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    t.is(code, 0);
    t.regex(said, /open.*Monday/s);
  });
}

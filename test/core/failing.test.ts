import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {test} from '../helpers/test.ts';

const words = 'chest pain since Monday';

/** What a process says, and how it ends, that runs this beside what every process of ours has. */
async function run(script: string): Promise<{said: string; code: unknown}> {
  const log = new URL('../../core/log.js', import.meta.url);
  const shutdown = new URL('../../core/shutdown.js', import.meta.url);
  const head = `import {createLog} from '${log}'; import {endOnError} from '${shutdown}';
    endOnError(createLog({level: 'info', component: 'web'}));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', head + script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return {said: out + error, code};
}

for (const [what, script] of [
  [
    'an error that nobody caught',
    `setTimeout(() => {throw new TypeError('${words}')}); setInterval(() => {}, 1000);`,
  ],
  [
    'a rejection that nobody caught',
    `Promise.reject(new TypeError('${words}')); setInterval(() => {}, 1000);`,
  ],
  ['a text that was thrown', `setTimeout(() => {throw '${words}'}); setInterval(() => {}, 1000);`],
] as const) {
  test(`${what} ends the process with a line that does not repeat it`, async t => {
    const {said, code} = await run(script);
    t.is(code, 1);
    t.regex(said, /"level":"fatal".*"msg":"process\.failed"/);
    t.notRegex(said, /chest|Monday/);
  });
}

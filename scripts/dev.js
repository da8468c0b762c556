/**
 * `npm run dev`: `npm start`, begun anew whenever a source file changes. What cannot be built, or ends by itself, waits
 * for the next change. Ctrl-C ends it as it ends `npm start`.
 */
import {spawn} from 'node:child_process';
import {watch} from 'node:fs';
import {join} from 'node:path';
import {root} from './part.js';

const folders = ['core', 'server', 'worker', 'widget'];
/** An editor writes several files at once, and one of them several times. */
const quietMs = 150;

let run = start();
let quiet;
let restarting = false;

for (const folder of folders) {
  watch(join(root, folder), {recursive: true}, () => {
    clearTimeout(quiet);
    quiet = setTimeout(restart, quietMs);
  });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    restarting = true; // nothing begins any more
    end(run, signal).then(code => process.exit(code));
  });
}

function start() {
  const child = spawn(process.execPath, ['scripts/start.js'], {cwd: root, stdio: 'inherit', detached: true});
  const ended = new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))));
  ended.then(() => !restarting && console.log('Waiting for a change ...'));
  return {child, ended};
}

async function restart() {
  if (restarting) return;
  restarting = true;
  console.log('Changed: starting anew ...');
  await end(run, 'SIGTERM');
  restarting = false;
  run = start();
}

/** The exit code. One that has ended already is not signalled. */
function end({child, ended}, signal) {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  return ended;
}

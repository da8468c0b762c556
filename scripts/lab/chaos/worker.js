/**
 * A worker as it is deployed, but for its agent: it answers with what it was asked, word by word, within a time by
 * chance, and writes each run into a history of its own, line by line, since it may be killed at any time.
 */
import {appendFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {configFromEnv} from '../../../dist/core/config/config.js';
import {createLog} from '../../../dist/core/log.js';
import {onShutdown} from '../../../dist/core/shutdown.js';
import {createWorker} from '../../../dist/worker/create-worker.js';

const {RUNS, WORKER, AGENT_MS = '60-120', RECONCILE_MS = '3000', GRACE_MS = '20000'} = process.env;
const [shortestMs, longestMs] = AGENT_MS.split('-').map(Number);

function write(phase, {message, session, attempt}) {
  const atMs = Number(process.hrtime.bigint()) / 1e6;
  const line = {atMs, kind: 'run', message, session, attempt, worker: WORKER, phase};
  if (RUNS) appendFileSync(RUNS, `${JSON.stringify(line)}\n`);
}

const agent = {
  name: 'chaos',
  async *reply(question) {
    const {session, text, signal, metadata} = question;
    write('begin', question);
    if (metadata.kill) process.kill(process.pid, 'SIGKILL');
    const ms = metadata.ms ?? shortestMs + Math.random() * (longestMs - shortestMs);
    const words = `echo ${session} ${text}`.split(/(?<= )/);
    try {
      for (const word of words) {
        await sleep(ms / words.length, undefined, {signal});
        yield word;
      }
      write('end', question);
    } finally {
      if (signal.aborted) write('aborted', question);
    }
  },
};

const config = configFromEnv(process.env);
const log = createLog({level: 'info', component: 'worker'});
const worker = createWorker(config, {
  log,
  agent,
  graceMs: Number(GRACE_MS),
  maintenance: {reconcileMs: Number(RECONCILE_MS)},
}).start();
onShutdown({log, deadlineMs: 25_000}, worker.stop);

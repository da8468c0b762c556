/**
 * A worker as it is deployed, but for its agent: it answers with what it was asked, word by word, within a time by
 * chance, and writes each run into a history of its own, line by line, since it may be killed at any time.
 */

import {appendFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {defaultClinicsDir, loadClinics} from '../../../dist/core/clinics/load-clinics.js';
import {configFromEnv} from '../../../dist/core/config.js';
import {createLog} from '../../../dist/core/log.js';
import {Redis} from '../../../dist/core/redis/connection.js';
import {onShutdown} from '../../../dist/core/shutdown.js';
import {Caretaker} from '../../../dist/worker/maintenance.js';
import {Consumer} from '../../../dist/worker/message-consumer.js';

const {RUNS, WORKER, AGENT_MS = '60-120', RECONCILE_MS = '3000'} = process.env;
const [shortestMs, longestMs] = AGENT_MS.split('-').map(Number);

const config = configFromEnv(process.env);
const log = createLog({level: 'info', component: 'worker'});
const opened = onShutdown({log, deadlineMs: 25_000});

const {redisUrl: url} = config;
const blocking = new Redis({url, name: 'worker-read', log}).start();
opened(() => blocking.stop());
const redis = new Redis({url, name: 'worker', log, onReplaced: () => blocking.replace()}).start();
opened(() => redis.stop());
const options = {...config, eventsTtlMs: 600_000};
const caretaker = new Caretaker({
  redis,
  log,
  options,
  promoteMs: 200,
  reconcileMs: Number(RECONCILE_MS),
}).start();
opened(() => caretaker.stop());

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

const consumer = new Consumer({
  redis,
  blocking,
  log,
  options,
  agent,
  clinics: loadClinics(defaultClinicsDir),
  concurrency: config.concurrency,
  claimIdleMs: config.claimIdleMs,
}).start();
opened(() => consumer.stop(Number(process.env.GRACE_MS ?? 20_000)));

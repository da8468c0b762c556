/**
 * Loaded into a process that is measured, before its own code. On SIGUSR2 it collects garbage, so that what is left
 * is what is held, and prints what the process takes: memory in bytes, processor time since its start in ms, and how
 * many timers keep it going.
 */
import {setTimeout as sleep} from 'node:timers/promises';

/** Pages are given back some time after the collection that emptied them, and some only by the next one. */
const collections = 4;
const pauseMs = 150;

process.on('SIGUSR2', async () => {
  const {user, system} = process.cpuUsage(); // before the collections
  for (let i = 0; i < collections; i++) {
    globalThis.gc?.();
    await sleep(pauseMs);
  }
  const {rss, heapUsed} = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const line = {msg: 'probe.measured', rss, heapUsed, cpuMs: (user + system) / 1000, timers};
  process.stdout.write(`${JSON.stringify(line)}\n`);
});

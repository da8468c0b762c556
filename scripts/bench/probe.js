/**
 * Loaded into a process that is measured, before its own code. On SIGUSR2 it collects garbage, so that what is left
 * is what is held, and prints what the process takes: memory in bytes, processor time since its start in ms, and how
 * many timers and sockets keep it going.
 */
const settleMs = 300;

process.on('SIGUSR2', () => {
  const {user, system} = process.cpuUsage();
  globalThis.gc?.();
  setTimeout(() => {
    globalThis.gc?.();
    const {rss, heapUsed} = process.memoryUsage();
    const active = process.getActiveResourcesInfo();
    const count = name => active.filter(one => one === name).length;
    const cpuMs = (user + system) / 1000;
    const line = {
      msg: 'probe.measured',
      rss,
      heapUsed,
      cpuMs,
      timers: count('Timeout'),
      sockets: count('TCPSocketWrap'),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }, settleMs);
});

/**
 * Loaded into the parts of `npm start` before their own code: when the run disappears without a word (SIGKILL, a
 * crash), its end of the IPC channel closes, and the part stops as it would on SIGTERM. The channel alone keeps
 * no process running.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

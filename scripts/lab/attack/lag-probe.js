/**
 * Loaded into a process that is attacked: on SIGUSR2 prints for how long its event loop was held since the last time, in
 * ms. `own`: as far as the process itself was at work; the rest it waited for a processor that others had. `cpuMs`: what
 * it worked in all.
 */
const everyMs = 5;
let lags = [];
let at = performance.now();
let cpu = process.cpuUsage();

setInterval(() => {
  const now = performance.now();
  const {user, system} = process.cpuUsage(cpu);
  const lag = now - at - everyMs;
  lags.push({lag, own: Math.min(lag, (user + system) / 1000)});
  if (lags.length > 200_000) lags = lags.slice(100_000);
  at = now;
  cpu = process.cpuUsage();
}, everyMs).unref();

let asked = process.cpuUsage();

process.on('SIGUSR2', () => {
  const {user, system} = process.cpuUsage(asked);
  asked = process.cpuUsage();
  const of = key => {
    const sorted = lags.map(entry => entry[key]).sort((one, other) => one - other);
    const share = part => Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 10) / 10;
    return {p99: share(0.99), p999: share(0.999), max: Math.round((sorted.at(-1) ?? 0) * 10) / 10};
  };
  process.stdout.write(
    `${JSON.stringify({msg: 'lag.measured', lag: of('lag'), own: of('own'), cpuMs: (user + system) / 1000})}\n`,
  );
  lags = [];
});

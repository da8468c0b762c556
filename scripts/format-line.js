/**
 * A line of a part as a person reads it: `web    | 21:03:11.120 info  web.listening port=3000`.
 * The parts write JSON, an object per line (`core/log.ts`); anything else they print is shown as it is.
 */
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** The entry of the log that a line holds: `{level, time, msg, …}`; `undefined` for any other line. */
export function parseEntry(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line);
    return levels.includes(entry.level) && typeof entry.msg === 'string' ? entry : undefined;
  } catch {
    return undefined; // looked like JSON, is not
  }
}

/** Is `level` at least as grave as `least`? An unknown name lets everything through. */
export function isAtLeast(level, least) {
  return levels.indexOf(level) >= levels.indexOf(least);
}

export function formatEntry({level, time, msg, component: _, error, ...fields}) {
  const words = Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`);
  const head = [clock(time), level.padEnd(5), msg, ...words].join(' ');
  return error ? `${head} error=${formatError(error)}` : head;
}

/** A line for the terminal, behind the name of its part; further lines are indented alike. */
export function prefix(name, text) {
  return text
    .split('\n')
    .map(line => `${name.padEnd(6)} | ${line}`)
    .join('\n');
}

/** `log.ts` reduces an error to name, code, frames and cause. */
function formatError(error) {
  const {name, code, frames = [], cause} = error;
  const head = [name ?? plain(error), code && `(${code})`].filter(Boolean).join(' ');
  return [head, ...frames, ...(cause ? [`  caused by ${formatError(cause)}`] : [])].join('\n');
}

/** The local time of day. */
function clock(time) {
  const date = new Date(time);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function plain(value) {
  return typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}

/**
 * One line of JSON per event: a fixed word (`turn.finished`) and fields from the list below, nothing else.
 * An allow-list, because a deny-list hides only what somebody thought of: a message text, a phone number or a
 * key that gets into a log call is dropped here. Errors are reduced to name, code and stack frames, since
 * their messages can quote what they failed on.
 */
import {type DestinationStream, type Logger, pino} from 'pino';

const fields = new Set([
  'component', 'message', 'channel', 'clinic', 'agent', 'request', 'method', 'route', 'status', 'code', 'attempt',
  'ms', 'port', 'signal', 'reason', 'connection', 'consumer', 'count', 'running', 'waiting', 'error',
]); // biome-ignore format: one list

export type Log = Logger;

export function createLog(options: {level: string; component: string}, destination?: DestinationStream): Log {
  return pino(
    {
      level: options.level,
      base: {component: options.component},
      formatters: {level: label => ({level: label}), log: allowed},
      timestamp: pino.stdTimeFunctions.isoTime,
      // pino adds an error's message on its own only under these keys; ours goes through `allowed`.
      serializers: {},
    },
    destination ?? pino.destination({sync: false}),
  );
}

function allowed(entry: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    if (fields.has(name)) kept[name] = value instanceof Error ? describe(value) : value;
  }
  return kept;
}

/** Name, code and frames of an error and its cause; never a message. */
function describe(error: Error): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = error.stack
    ?.split('\n')
    .filter(line => line.startsWith('    at '))
    .slice(0, 8);
  const cause = error.cause instanceof Error ? describe(error.cause) : undefined;
  return {name: error.name, code, frames, cause};
}

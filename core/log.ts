/**
 * One line of JSON per event: a fixed word (`turn.finished`) and fields from the list below, nothing else.
 * An allow-list, because a deny-list hides only what somebody thought of: a message text, a phone number or a
 * key that gets into a log call is dropped here. Errors are reduced to name, code and stack frames, since
 * their messages can quote what they failed on.
 */
import {type DestinationStream, type Logger, pino} from 'pino';
import type {NameOf} from './log-names.ts';

const fields = new Set([
  'component',
  'message',
  'channel',
  'clinic',
  'agent',
  'request',
  'trace',
  'method',
  'route',
  'status',
  'code',
  'attempt',
  'ms',
  'repliedMs',
  'port',
  'signal',
  'reason',
  'connection',
  'consumer',
  'count',
  'running',
  'waiting',
  'failed',
  'instance',
  'origin',
  'page',
  'error',
  'act',
  'by',
  'hash',
]);

export type Log = Logger;

/** Told of every line, whatever the level: its word, its fields, and those bound to the log. */
export type OnLine = (
  word: string,
  fields: Readonly<Record<string, unknown>>,
  bound: Readonly<Record<string, unknown>>,
) => void;

export type LogOptions = {
  level: string;
  component: string;
  /** What messages are called; by their ids where it is absent. */
  nameOf?: NameOf;
  onLine?: OnLine;
};

export function createLog(options: LogOptions, destination?: DestinationStream): Log {
  const {nameOf = id => id, onLine} = options;
  const allowed = (entry: Record<string, unknown>) => allowedOf(entry, nameOf);
  const log = pino(
    {
      level: options.level,
      ...(onLine && {onChild: (child: Log) => tellLines(child, onLine)}),
      base: {component: options.component},
      formatters: {level: label => ({level: label}), log: allowed},
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: {
        // pino would make the message of a bare error the message of the line.
        logMethod(args, log) {
          const [first] = args as unknown[];
          if (first instanceof Error) log.call(this, {error: first}, 'error.caught');
          else log.apply(this, args);
        },
      },
    },
    // Not buffered: a process that ends must have said so, and a buffer whose reader has gone never empties.
    destination ?? pino.destination({sync: true}),
  );
  if (onLine) tellLines(log, onLine);
  // Children pass no formatter; they inherit this method, and theirs do.
  const {child} = log;
  log.child = function (this: Log, bindings: Record<string, unknown>) {
    return child.call(this, allowed(bindings));
  } as typeof child;
  return log;
}

const levels = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

/** The methods that tell, with those of pino, which do nothing where the level is off. A child may have its parent's. */
const silent = new WeakMap<object, Log['info']>();

function tellLines(log: Log, onLine: OnLine): void {
  const bound = log.bindings();
  for (const level of levels) {
    const write = silent.get(log[level]) ?? log[level];
    const value = function (this: Log, first: unknown, ...rest: unknown[]) {
      const [word] = rest;
      if (typeof word === 'string' && isFields(first)) onLine(word, first, bound);
      Reflect.apply(write, this, [first, ...rest]);
    };
    silent.set(value, write);
    Object.defineProperty(log, level, {
      value,
      writable: true, // pino gives a log whose level changes others
    });
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function allowedOf(entry: Record<string, unknown>, nameOf: NameOf): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    if (!fields.has(name)) continue;
    if (name === 'message' && typeof value === 'string') kept[name] = nameOf(value);
    else kept[name] = value instanceof Error ? describe(value) : value;
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

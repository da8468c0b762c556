import {Writable} from 'node:stream';
import {createLog, type Log} from '../../core/log.ts';
import {until} from './until.ts';

export type LogLine = {level: string; msg: string} & Record<string, unknown>;

/** A real log that remembers its lines: in tests the log is the spy. */
export type TestLog = Log & {
  lines: LogLine[];
  /** The first line with this event word, and these fields, as soon as there is one. */
  seen(word: string, fields?: Record<string, unknown>): Promise<LogLine>;
};

export function testLog(level = 'debug'): TestLog {
  const lines: LogLine[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const seen = (word: string, fields: Record<string, unknown> = {}) =>
    until(() =>
      lines.find(
        line => line.msg === word && Object.entries(fields).every(([name, value]) => line[name] === value),
      ),
    );
  return Object.assign(createLog({level, component: 'test'}, destination), {lines, seen});
}

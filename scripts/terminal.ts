/** How a command speaks to whoever called it. */
import {createLog, type Log} from '../core/log.ts';

/** What whoever called is told, line by line; `error` goes to stderr. */
export type Terminal = {print(line: string): void; error(line: string): void};

/** The log of a command, on stderr: what it audits is told as a process tells it, with the hash that the chain must have. */
export function terminalLog(component: string, terminal: Terminal): Log {
  return createLog({level: 'info', component}, {write: line => terminal.error(line.trimEnd())});
}

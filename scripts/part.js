/**
 * One process of a run: in a process group of its own, so that a terminal's Ctrl-C reaches only the run, which
 * stops its parts in order. However the run itself ends, no part outlives it: what is left at exit is killed, and
 * when there is no exit (SIGKILL) a part of Node notices by its IPC channel (`end-with-run.js`).
 */
import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {root} from './root.js';

export {root};

const alive = new Set();
process.on('exit', () => {
  for (const part of alive) part.kill();
});

export class Part {
  name;
  /** Its last 100 lines, for when it fails. */
  lines = [];
  /** Resolves when it has ended and its lines were read: with `code 0`, `SIGKILL`, or why it never ran. */
  ended;
  #process;

  /**
   * `onLine` gets what it prints, line by line, as it comes.
   * @param {string} name
   * @param {string[]} command
   * @param {{env?: NodeJS.ProcessEnv, cwd?: string, onLine?: (line: string) => void, ipc?: boolean}} [options]
   */
  constructor(
    name,
    [command, ...args],
    {env = process.env, cwd = root, onLine = () => undefined, ipc = false} = {},
  ) {
    this.name = name;
    const stdio = ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])];
    this.#process = spawn(command, args, {cwd, env, detached: true, stdio});
    for (const input of [this.#process.stdout, this.#process.stderr]) {
      createInterface({input}).on('line', line => {
        if (this.lines.push(line) > 100) this.lines.shift();
        onLine(line);
      });
    }
    alive.add(this);
    this.ended = new Promise(resolve => {
      this.#process.on('error', error => resolve(error.message));
      this.#process.on('close', (code, signal) => resolve(signal ?? `code ${code}`));
    }).finally(() => alive.delete(this));
  }

  /** Asks it to end; after `graceMs` kills it. Resolves when it has ended. */
  async stop(graceMs) {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** `undefined` for a program that could not be run. */
  get pid() {
    return this.#process.pid;
  }

  kill() {
    this.signal('SIGKILL');
  }

  /** Reaches the whole group. */
  signal(name) {
    const {pid, exitCode, signalCode} = this.#process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error; // it has ended this very moment
    }
  }
}

/** A part that runs Node, and ends when the run is gone. */
export function nodePart(name, args, options) {
  return new Part(name, [process.execPath, '--import', './scripts/end-with-run.js', ...args], {
    ...options,
    ipc: true,
  });
}

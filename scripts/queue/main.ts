/**
 * Looks into the queue, and gives messages that were given up another try:
 * `npm run queue -- list | show <id> | dead | replay <id> | replay all | drop <id> | deliveries | resend <id> | resend all`.
 * It shows ids and times, never what was said or whose session it was. Exit code 1 says that something could not
 * be done, 2 that the command was not understood.
 */
import {realpathSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {audit} from '../../core/audit/audit.ts';
import type {Config} from '../../core/config/config.ts';
import {withEnvFile} from '../../core/config/env-file.ts';
import type {Log} from '../../core/log.ts';
import {readDeadDeliveries, resend} from '../../core/outbox/resend.ts';
import {drop, findLetters, readLetters, replay, replayedAs} from '../../core/queue/dead-letters.ts';
import {findByLogName} from '../../core/queue/figures/find-message.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {type Environment, runWithRedis} from '../open-redis.ts';
import {type Terminal, terminalLog} from '../terminal.ts';
import {showDead, showGivenUp, showQueue} from './list.ts';
import {showMessage} from './show.ts';

const usage = `Usage: npm run queue -- <command>
  list          how much there is, and where: workers, pending, delayed, lanes, dead, deliveries
  show <id>     all about one message (its id, or its name in the log): its fields, events and turn, and why it waits
  dead          the messages that were given up
  replay <id>   sends a dead message again, as a new one of the same session
  replay all    the same with every dead message, oldest first
  drop <id>     forgets a dead message
  deliveries    the replies that were given up on their way out, and why
  resend <id>   sends one of them again, to where it was to go
  resend all    the same with every one of them, oldest first`;

/** `log`: of what is audited. */
type Deps = {redis: Redis; config: Config; terminal: Terminal; log: Log};

const commands: Record<string, {takesId: boolean; perform: (deps: Deps, id: string) => Promise<number>}> = {
  list: {takesId: false, perform: list},
  show: {takesId: true, perform: show},
  dead: {takesId: false, perform: showAllDead},
  replay: {takesId: true, perform: replayLetters},
  drop: {takesId: true, perform: dropLetters},
  deliveries: {takesId: false, perform: showDeliveries},
  resend: {takesId: true, perform: resendDeliveries},
};

/** The exit code. */
export async function main(
  [name = '', id, ...rest]: readonly string[],
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command || command.takesId !== (id !== undefined) || rest.length > 0) {
    terminal.error(usage);
    return 2;
  }
  const log = terminalLog('queue', terminal);
  return runWithRedis('queue', env, terminal, deps => command.perform({...deps, terminal, log}, id ?? ''));
}

/** `id`: the message's own, or what it is called in the log. */
async function show({redis, terminal}: Deps, id: string): Promise<number> {
  return showMessage(redis, (await findByLogName(redis, id)) ?? id, terminal);
}

async function list(deps: Deps): Promise<number> {
  await showQueue(deps.redis, deps.terminal);
  return showAllDead(deps);
}

async function showAllDead({redis, terminal}: Deps): Promise<number> {
  showDead(await readLetters(redis), terminal);
  return 0;
}

async function replayLetters({redis, config, terminal, log}: Deps, id: string): Promise<number> {
  const letters = id === 'all' ? await readLetters(redis) : await findLetters(redis, id);
  const earlier = letters.length === 0 && id !== 'all' ? await replayedAs(redis, id) : undefined;
  if (earlier !== undefined) terminal.print(`${id} -> ${earlier}`);
  if (letters.length === 0) return earlier === undefined ? sayNone(terminal, id) : 0;
  let failures = 0;
  for (const letter of letters) {
    await audit(redis, log, {act: 'message.replayed', by: 'command', message: letter.message});
    const outcome = await replay(redis, config.queue, letter);
    if (outcome.status === 'replayed') terminal.print(`${letter.message} -> ${outcome.id}`);
    else terminal.error(`${letter.message} stays: ${outcome.reason}`);
    if (outcome.status !== 'replayed') failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

async function dropLetters({redis, terminal, log}: Deps, id: string): Promise<number> {
  const letters = await findLetters(redis, id);
  if (letters.length === 0) return sayNone(terminal, id);
  for (const letter of letters) {
    await audit(redis, log, {act: 'message.dropped', by: 'command', message: letter.message});
    await drop(redis, letter);
    terminal.print(`${letter.message} dropped`);
  }
  return 0;
}

async function showDeliveries({redis, terminal}: Deps): Promise<number> {
  showGivenUp(await readDeadDeliveries(redis), terminal);
  return 0;
}

async function resendDeliveries({redis, config, terminal, log}: Deps, id: string): Promise<number> {
  const all = await readDeadDeliveries(redis);
  const chosen = id === 'all' ? all : all.filter(({message}) => message === id);
  if (chosen.length === 0) {
    terminal.error(id === 'all' ? 'No delivery was given up' : `No delivery of ${id} was given up`);
    return id === 'all' ? 0 : 1;
  }
  let failures = 0;
  for (const dead of chosen) {
    await audit(redis, log, {act: 'delivery.resent', by: 'command', message: dead.message});
    const status = await resend(redis, config.queue, dead);
    if (status === 'resent') terminal.print(`${dead.message} leaves again`);
    if (status === 'expired') terminal.error(`${dead.message} stays: its words are not kept any more`);
    if (status === 'expired') failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

function sayNone(terminal: Terminal, id: string): number {
  terminal.error(id === 'all' ? 'There are no dead messages' : `There is no dead message ${id}`);
  return id === 'all' ? 0 : 1;
}

// Only when Node was started with this file; tests import `main`.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const terminal = {
    print: (line: string) => console.log(line),
    error: (line: string) => console.error(line),
  };
  process.exitCode = await main(process.argv.slice(2), withEnvFile(process.env), terminal);
}

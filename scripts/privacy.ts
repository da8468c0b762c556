/**
 * What somebody is told, or loses, of what is kept of them:
 * `npm run privacy -- export | erase  session <id> [channel] | message <id> | phone`.
 * A phone number is read from standard input, never from the command line, which shells and npm keep. Exit code 1 says
 * that nothing was found or something could not be done, 2 that the command was not understood.
 */
import {realpathSync} from 'node:fs';
import {createInterface} from 'node:readline/promises';
import {fileURLToPath} from 'node:url';
import {audit} from '../core/audit/audit.ts';
import {withSecureSessions} from '../core/channels/hearing/invite.ts';
import {isSameNumber} from '../core/channels/phone-number.ts';
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import type {Config} from '../core/config/config.ts';
import {withEnvFile} from '../core/config/env-file.ts';
import {channels} from '../core/keys.ts';
import type {Log} from '../core/log.ts';
import type {Conversation} from '../core/queue/handoff/take-over.ts';
import {eventsTtlMs} from '../core/queue/messages.ts';
import type {Redis} from '../core/redis/connection.ts';
import {eraseSession} from '../core/sessions/erase-session.ts';
import {exportSession} from '../core/sessions/export-session.ts';
import {conversationOfMessage, findByTarget} from '../core/sessions/find-conversations.ts';
import {sessionSecrets} from '../core/sessions/session-secrets.ts';
import {type Environment, runWithRedis} from './open-redis.ts';
import {type Terminal, terminalLog} from './terminal.ts';

const usage = `Usage: npm run privacy -- export|erase <whose>
  session <id> [channel]   one conversation; on ${channels.join(', ')}: widget by default
  message <id>             the conversation that a message is of
  phone                    every conversation with a number, which is read from standard input`;

/** How many names each takes. */
const ways = new Map([
  ['session', [1, 2]],
  ['message', [1]],
  ['phone', [0]],
]);

/** The exit code. `readLine`: what is typed, without its end. */
export async function main(
  [act = '', by = '', ...names]: readonly string[],
  env: Environment,
  terminal: Terminal,
  readLine: () => Promise<string>,
): Promise<number> {
  const known = ways.get(by);
  if ((act !== 'export' && act !== 'erase') || !known?.includes(names.length)) {
    terminal.error(usage);
    return 2;
  }
  return runWithRedis('privacy', env, terminal, async ({redis, config}) => {
    const named = await find(redis, by, names, terminal, readLine);
    const found = await withSecure(redis, config, named);
    const log = terminalLog('privacy', terminal);
    return act === 'export' ? show(redis, log, found, terminal) : erase(redis, log, config, found, terminal);
  });
}

async function find(
  redis: Redis,
  by: string,
  [id = '', name = 'widget']: readonly string[],
  terminal: Terminal,
  readLine: () => Promise<string>,
): Promise<Conversation[]> {
  if (by === 'message') {
    const conversation = await conversationOfMessage(redis, id);
    return conversation ? [conversation] : [];
  }
  if (by === 'session') {
    const channel = channels.find(one => one === name);
    return channel ? [{channel, session: id}] : [];
  }
  terminal.error('Phone number, with its country:');
  const number = (await readLine()).replaceAll(/\D/g, '');
  if (number.length < 7) return [];
  return findByTarget(redis, target => {
    const [, digits] = /^\+?(\d{7,15})(?::\d+)?(?:@(?:s\.whatsapp\.net|c\.us|hosted))?$/.exec(target) ?? [];
    return digits !== undefined && (digits === number || isSameNumber(digits, number));
  });
}

/** And where a chat of WhatsApp is answered, if that is not there. */
async function withSecure(
  redis: Redis,
  {clinics, sessions}: Config,
  found: readonly Conversation[],
): Promise<Conversation[]> {
  const known = loadClinics(clinics.dir ?? defaultClinicsDir);
  const links = {secrets: sessionSecrets({redis, given: sessions.secrets})};
  const all = await Promise.all(found.map(one => withSecureSessions(links, known, one)));
  return [...new Map(all.flat().map(one => [`${one.channel} ${one.session}`, one])).values()];
}

async function show(
  redis: Redis,
  log: Log,
  found: readonly Conversation[],
  terminal: Terminal,
): Promise<number> {
  for (const conversation of found) {
    await audit(redis, log, {act: 'conversation.exported', by: 'command', ...conversation});
  }
  const exported = await Promise.all(found.map(conversation => exportSession(redis, conversation)));
  const kept = exported.filter(({record, messages}) => messages.length > 0 || Object.keys(record).length > 0);
  terminal.print(JSON.stringify(kept, undefined, 2));
  return kept.length > 0 ? 0 : 1;
}

async function erase(
  redis: Redis,
  log: Log,
  config: Config,
  found: readonly Conversation[],
  terminal: Terminal,
): Promise<number> {
  const retention = {eventsTtlMs, resultTtlMs: config.queue.resultTtlMs};
  let count = 0;
  for (const conversation of found) {
    await audit(redis, log, {act: 'conversation.erased', by: 'command', ...conversation});
    const {status, messages} = await eraseSession(redis, retention, conversation);
    if (status !== 'erased') continue;
    count += 1;
    terminal.print(`${conversation.channel}: a conversation of ${messages} messages is erased`);
  }
  if (count === 0) terminal.error('There is nothing of it');
  return count > 0 ? 0 : 1;
}

async function readInput(): Promise<string> {
  const lines = createInterface({input: process.stdin});
  for await (const line of lines) return line;
  return '';
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const terminal: Terminal = {print: line => console.log(line), error: line => console.error(line)};
  process.exitCode = await main(process.argv.slice(2), withEnvFile(process.env), terminal, readInput);
}

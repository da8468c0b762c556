/**
 * Sets up and looks at an instance of Evolution API: `npm run evolution -- setup | state | check <instance>`.
 * No key and no secret is shown. Exit code 1 says that something is not as it must be, 2 that the command was not
 * understood.
 */

import {isDeepStrictEqual} from 'node:util';
import {z} from 'zod';
import {callProvider, type Reply} from '../core/channels/sending/call-provider.ts';
import {authenticate} from '../core/channels/whatsapp/authenticate.ts';
import {EvolutionClient} from '../core/channels/whatsapp/evolution-client.ts';
import {secretOf} from '../core/channels/whatsapp/webhook-secret.ts';
import {type Config, configFromEnv} from '../core/config/config.ts';
import {withEnvFile} from '../core/config/env-file.ts';

const usage = `Usage: npm run evolution -- <command> <instance>
  setup   tells the instance where to post what it hears, then checks
  state   how it is: version, connection, webhook
  check   is everything as it must be?`;

/** `MESSAGES_EDITED` is not among them: Evolution waits for the answer to it, and everything else for that. */
const events = ['MESSAGES_UPSERT', 'MESSAGES_UPDATE', 'CONNECTION_UPDATE', 'SEND_MESSAGE'];
const deadlineMs = 10_000;

type Target = {client: EvolutionClient; config: Config; instance: string};

const Row = z.object({
  enabled: z.boolean(),
  url: z.string(),
  events: z.array(z.string()),
  headers: z.record(z.string(), z.unknown()).nullish(),
  webhookByEvents: z.boolean().nullish(),
  webhookBase64: z.boolean().nullish(),
});
const State = z.object({instance: z.object({state: z.string().optional()})});
const Welcome = z.object({version: z.string()});

process.exitCode = await main(process.argv.slice(2));

async function main([command, instance, ...rest]: string[]): Promise<number> {
  if (!['setup', 'state', 'check'].includes(command ?? '') || !instance || rest.length > 0) {
    console.error(usage);
    return 2;
  }
  try {
    const target = targetOf(instance);
    if (command === 'setup') await setUp(target);
    if (command === 'state') await show(target);
    const problems = await check(target);
    for (const problem of problems) console.error(`- ${problem}`);
    if (problems.length === 0) console.log(`${instance} is as it must be`);
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** Throws one sentence with all that is missing. */
function targetOf(instance: string): Target {
  // Redis is not needed here.
  const config = configFromEnv({REDIS_URL: 'redis://127.0.0.1', ...withEnvFile(process.env)});
  const {url, apiKey, ...secrets} = config.channels.whatsapp;
  const needed = {
    EVOLUTION_URL: url,
    EVOLUTION_API_KEY: apiKey,
    EVOLUTION_WEBHOOK_SECRET: secretOf(secrets, instance),
  };
  const missing = Object.entries({...needed, PUBLIC_URL: config.server.publicUrl}).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (url === undefined || apiKey === undefined || missing.length > 0) {
    throw new Error(`Set ${missing.join(', ')} first`);
  }
  return {client: new EvolutionClient({url, apiKey}), config, instance};
}

function wanted({config, instance}: Target) {
  return {
    enabled: true,
    url: `${config.server.publicUrl}/webhooks/evolution/${encodeURIComponent(instance)}`,
    headers: {authorization: `Bearer ${secretOf(config.channels.whatsapp, instance)}`},
    byEvents: false,
    base64: false,
    events,
  };
}

async function setUp(target: Target): Promise<void> {
  // Nested: the flat body of Evolution's own documentation is refused.
  const body = {webhook: wanted(target)};
  const reply = await reach(() => target.client.post('webhook/set', target.instance, body, deadlineMs));
  if (reply.status !== 201) throw new Error(explain(reply));
}

async function show(target: Target): Promise<void> {
  const {version, state, row} = await look(target);
  console.log(`Evolution   ${version}`);
  console.log(`connection  ${state}`);
  console.log(`webhook     ${row ? `${row.enabled ? 'on' : 'off'}, to ${row.url}` : 'none'}`);
  if (row) console.log(`events      ${row.events.length > 0 ? row.events.join(', ') : 'all'}`);
}

/** What is not as it must be, a sentence each. */
async function check(target: Target): Promise<string[]> {
  const {state, row} = await look(target);
  const {url} = wanted(target);
  const problems = [
    !target.config.channels.whatsapp.instances.has(target.instance) &&
      `EVOLUTION_INSTANCES does not name ${target.instance}: what it hears is ignored`,
    state !== 'open' && `it is not connected to WhatsApp (${state}): scan its QR code in Evolution's manager`,
    !url.startsWith('https://') && 'PUBLIC_URL is not https://',
    !row && 'it has no webhook: run setup',
    row && !row.enabled && 'its webhook is off: run setup',
    row && row.url !== url && `its webhook goes elsewhere (${row.url}): run setup`,
    row && !isDeepStrictEqual([...row.events].sort(), [...events].sort()) && 'its events differ: run setup',
    row && !(await isTaken(row, target)) && 'its secret differs: run setup',
    row?.webhookBase64 && 'it sends pictures within the webhook: run setup, then reconnect it',
  ];
  return problems.filter(problem => typeof problem === 'string');
}

/** By the server's own rule, whichever way somebody has typed it: does what this row sends authenticate? */
async function isTaken({headers, url}: z.infer<typeof Row>, {config, instance}: Target): Promise<boolean> {
  const secret = secretOf(config.channels.whatsapp, instance) ?? '';
  const given = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  // Evolution signs a JWT with it, and sends that instead.
  if (given.get('jwt_key') === secret) return true;
  if (url.split(/[/?#]/).some(part => part === secret)) return true;
  return authenticate(String(given.get('authorization') ?? ''), secret);
}

async function look({client, instance, config}: Target) {
  const [welcome, connection, webhook] = await reach(() =>
    Promise.all([
      callProvider({url: `${config.channels.whatsapp.url}/`, method: 'GET', deadlineMs}),
      client.get('instance/connectionState', instance, deadlineMs),
      client.get('webhook/find', instance, deadlineMs),
    ]),
  );
  for (const reply of [connection, webhook]) if (reply.status !== 200) throw new Error(explain(reply));
  return {
    version: Welcome.safeParse(welcome.body).data?.version ?? 'of unknown version',
    state: State.safeParse(connection.body).data?.instance.state ?? 'not loaded',
    row: Row.safeParse(webhook.body).data,
  };
}

async function reach<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new Error('Evolution does not answer at EVOLUTION_URL', {cause: error});
  }
}

function explain({status, body}: Reply): string {
  const code = z.object({code: z.string()}).safeParse(body).data?.code;
  if (code === 'LICENSE_REQUIRED') return 'This Evolution wants its licence to be activated first';
  if (status === 401) return 'Evolution does not know EVOLUTION_API_KEY';
  if (status === 404) return 'Evolution does not know this instance, or EVOLUTION_URL has a path too many';
  return `Evolution answered with status ${status}`;
}

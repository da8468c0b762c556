/**
 * Asks those that AGENT names one question each: `npm run agent -- check`. Says in plain words what works, what does not,
 * and how long the first word took. No key is shown. Exit code 1 says that one of them does not answer, 2 that the command
 * was not understood.
 */
import {Writable} from 'node:stream';
import type {AgentName, Clinic} from '../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import {type Config, configFromEnv} from '../core/config/config.ts';
import {withEnvFile} from '../core/config/env-file.ts';
import {toChatError} from '../core/errors.ts';
import {createLog} from '../core/log.ts';
import {type Agents, createAgent, doubtsOf} from '../worker/agents/create-agent.ts';
import {faultOf} from '../worker/agents/upstream/faults.ts';
import {reasonOf} from '../worker/agents/upstream/standings.ts';

const usage = `Usage: npm run agent -- check [question]
  asks those that AGENT names, with the settings of the environment`;

const usual = 'When do you open tomorrow, and where can I park?';

/** What an agent came to. */
type Outcome = {
  words: string;
  firstMs: number;
  lastMs: number;
  resets: number;
  tokens?: {input: number; output: number};
  error?: unknown;
};

type Line = {msg?: string; reason?: string};

process.exitCode = await main(process.argv.slice(2));

async function main([command, ...question]: string[]): Promise<number> {
  if (command !== 'check') {
    console.error(usage);
    return 2;
  }
  try {
    // Redis is not needed here.
    const config = configFromEnv({REDIS_URL: 'redis://127.0.0.1', ...withEnvFile(process.env)});
    const clinic = clinicOf(config.clinics);
    for (const doubt of doubtsOf(config.agents)) console.log(`doubtful: ${doubt}`);
    let isFine = true;
    for (const name of new Set(config.agents.agents)) {
      isFine = (await check(name, config.agents, clinic, question.join(' ') || usual)) && isFine;
    }
    return isFine ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function clinicOf({dir, fallback}: Config['clinics']): Clinic {
  const clinics = loadClinics(dir ?? defaultClinicsDir);
  const clinic = clinics.get(fallback ?? '') ?? [...clinics.values()][0];
  if (!clinic) throw new Error('CLINICS_DIR has no clinic to ask for');
  return clinic;
}

async function check(
  name: AgentName,
  config: Config['agents'],
  clinic: Clinic,
  text: string,
): Promise<boolean> {
  console.log(`${name}  ${describe(name, config)}`);
  const lines: Line[] = [];
  const agents = createAgent({...config, agents: [name]}, memoryLog(lines));
  try {
    const outcome = await ask(agents, {...clinic, agent: {...clinic.agent, use: [name]}}, text);
    for (const sentence of tell(name, outcome, lines)) console.log(`  ${sentence}`);
    return outcome.error === undefined;
  } finally {
    await agents.close?.();
  }
}

function describe(name: AgentName, {openai, http}: Config['agents']): string {
  if (name === 'openai') return `${openai.baseUrl}, model ${openai.model}`;
  return name === 'http' ? `${http.url}${http.secret === undefined ? ', unsigned' : ''}` : 'embedded';
}

async function ask(agents: Agents, clinic: Clinic, text: string): Promise<Outcome> {
  const begin = performance.now();
  const outcome: Outcome = {words: '', firstMs: 0, lastMs: 0, resets: 0};
  const {signal} = new AbortController();
  const ids = {message: `check-${Date.now()}`, session: 'check', attempt: 1};
  try {
    for await (const said of agents.reply({...ids, text, clinic, history: [], metadata: {}, signal})) {
      outcome.lastMs = performance.now() - begin;
      if (typeof said === 'string') {
        if (outcome.words === '') outcome.firstMs = outcome.lastMs;
        outcome.words += said;
      } else if (said.type === 'reset') {
        outcome.words = '';
        outcome.resets += 1;
      } else if (said.type === 'tokens') outcome.tokens = {input: said.input, output: said.output};
    }
  } catch (error) {
    outcome.error = error;
    outcome.lastMs = performance.now() - begin;
  }
  return outcome;
}

function* tell(name: AgentName, outcome: Outcome, lines: readonly Line[]): Generator<string> {
  const {words, firstMs, lastMs, resets, tokens, error} = outcome;
  const subject = name === 'openai' ? 'the model' : name === 'http' ? 'the back end' : 'it';
  for (const {msg, reason} of lines) {
    if (msg === 'dialect.learned') yield `it works ${reason}: so it is asked from now on`;
  }
  if (error !== undefined) {
    const fault = faultOf(error);
    const why = fault ? reasonOf({agent: name}, fault) : `${subject} failed: ${toChatError(error).code}`;
    yield `does not work, after ${seconds(lastMs)}: ${why}${fault?.status ? ` (${fault.status})` : ''}`;
    if (fault) yield `what to do: docs/agents.md, ${fault.code}`;
    return;
  }
  yield `works: ${words.split(/\s+/).length} words, the first after ${seconds(firstMs)}, the last after ${seconds(lastMs)}`;
  if (firstMs > 5000) yield 'that is slow: visitors see that somebody writes, and wait';
  if (resets > 0) yield 'it took words back on the way: it thinks aloud, or its reply was cut by its length';
  if (name === 'openai' && !tokens) yield 'it does not tell what a reply costs';
  if (tokens) yield `cost: ${tokens.input} tokens read, ${tokens.output} written`;
  yield `it says: ${words.length > 300 ? `${words.slice(0, 300)}…` : words}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** A log that keeps its lines for us. */
function memoryLog(lines: Line[]) {
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)) as Line);
      done();
    },
  });
  return createLog({level: 'info', component: 'check'}, destination);
}

/** Who answers, by the configuration, and by what a clinic's file says instead. */
import type {AgentName, Clinic, ClinicsById} from '../../core/clinics/clinic.ts';
import type {Config} from '../../core/config/config.ts';
import type {Log} from '../../core/log.ts';
import type {Agent} from './agent.ts';
import {replyOfFirst} from './chain.ts';
import {createFaqAgent} from './faq/faq.ts';
import {createHttpAgent} from './http/http.ts';
import {limited} from './limit.ts';
import {createOpenAiAgent, type OpenAiSettings} from './openai/openai.ts';
import {type Standing, upstreamOf} from './upstream/standings.ts';
import {Upstream, type UpstreamOptions} from './upstream/upstream.ts';

export type AgentConfig = Omit<Config['agents'], 'openai' | 'patience'> & {
  openai: OpenAiSettings;
  patience?: Config['agents']['patience'];
};

export type Agents = Agent & {
  /** How those are that answer over HTTP, and that one of these clinics still asks. */
  standings(clinics: ClinicsById): Standing[];
};

/**
 * One agent for all turns of a process: asks those that the clinic names, else those of the configuration, in their
 * order. Throws one `Error` with a line for each setting that is missing or cannot be meant; what is doubtful is said in
 * the log.
 */
export function createAgent(config: AgentConfig, log: Log, options?: UpstreamOptions): Agents {
  insist(config);
  for (const reason of doubtsOf(config)) log.warn({reason}, 'config.doubtful');
  const {agents: names, openai, http, agentMaxChars: maxChars} = config;
  const upstream = new Upstream(log, {...config.patience, ...options});
  const agentsOf = (clinic: Clinic) => clinic.agent?.use ?? names;
  const isAsked = ({agent, own}: Standing, clinic: Clinic | undefined) =>
    clinic !== undefined && agentsOf(clinic).includes(agent) && upstreamOf(agent, clinic).own === own;
  const known: Record<AgentName, Agent> = {
    faq: limited(createFaqAgent(), maxChars),
    openai: createOpenAiAgent({upstream, log, ...openai, maxChars}),
    http: createHttpAgent({upstream, ...http, maxChars}),
  };
  return {
    name: names.join(','),
    reply: question => {
      return replyOfFirst(
        agentsOf(question.clinic).map(name => known[name]),
        question,
        log,
      );
    },
    close: () => upstream.close(),
    standings: clinics =>
      upstream.standings().filter(one => {
        const asking = one.clinic === undefined ? [...clinics.values()] : [clinics.get(one.clinic)];
        return asking.some(clinic => isAsked(one, clinic));
      }),
  };
}

function insist({agents, openai, http}: AgentConfig): void {
  const missing = [
    agents.includes('openai') && !openai.baseUrl && 'OPENAI_BASE_URL: AGENT names openai, so it is required',
    agents.includes('openai') && !openai.model && 'OPENAI_MODEL: AGENT names openai, so it is required',
    agents.includes('http') && !http.url && 'AGENT_URL: AGENT names http, so it is required',
    /\/chat\/completions\/?$/.test(pathOf(openai.baseUrl)) &&
      'OPENAI_BASE_URL: must be the address before /chat/completions, such as https://host/v1',
  ].filter(line => line !== false);
  if (missing.length > 0) throw new Error(`The agents cannot be set up:\n  ${missing.join('\n  ')}`);
}

/** Hardly anybody answers in less. */
const leastLeftMs = 5000;

/** Settings that can be meant, and hardly are. */
export function doubtsOf({agents, openai, patience}: AgentConfig): string[] {
  const unreached = agents.slice(agents.indexOf('faq') + 1).filter(() => agents.includes('faq'));
  const twice = agents.filter((name, i) => agents.indexOf(name) < i && !unreached.includes(name));
  const path = pathOf(openai.baseUrl);
  const [first, second] = agents.filter(name => name !== 'faq');
  const leftMs = (patience?.wholeMs ?? 0) - (patience?.firstWordMs ?? 0);
  return [
    patience !== undefined &&
      second !== undefined &&
      first !== second &&
      leftMs < leastLeftMs &&
      `AGENT: where ${first} is silent, ${second} has ${leftMs} ms left: lower FIRST_WORD_TIMEOUT_MS, or raise ATTEMPT_TIMEOUT_MS`,
    unreached.length > 0 &&
      `AGENT: ${unreached.join(', ')} can never be reached behind faq, which always answers`,
    twice.length > 0 && `AGENT: ${twice.join(', ')} is named twice`,
    openai.baseUrl !== undefined &&
      !/\/v\d|\/openai\//.test(path) &&
      'OPENAI_BASE_URL: has no /v1 at its end, as most servers want it',
  ].filter(line => line !== false);
}

function pathOf(url: string | undefined): string {
  return url === undefined ? '' : new URL(url).pathname;
}

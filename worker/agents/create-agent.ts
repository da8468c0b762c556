/** Who answers, by the configuration, and by what a clinic's file says instead. */
import type {AgentName} from '../../core/clinics/clinic.ts';
import type {Config} from '../../core/config/config.ts';
import type {Log} from '../../core/log.ts';
import type {Agent} from './agent.ts';
import {replyOfFirst} from './chain.ts';
import {createFaqAgent} from './faq/faq.ts';
import {createHttpAgent} from './http/http.ts';
import {limited} from './limit.ts';
import {createOpenAiAgent} from './openai/openai.ts';
import {Upstream, type UpstreamOptions} from './upstream/upstream.ts';

export type AgentConfig = Config['agents'];

/**
 * One agent for all turns of a process: asks those that the clinic names, else those of the configuration, in their
 * order. Throws one `Error` with a line for each setting that is missing.
 */
export function createAgent(config: AgentConfig, log: Log, options?: UpstreamOptions): Agent {
  insist(config);
  const {agents: names, openai, http, agentMaxChars: maxChars} = config;
  const upstream = new Upstream(log, options);
  const known: Record<AgentName, Agent> = {
    faq: limited(createFaqAgent(), maxChars),
    openai: createOpenAiAgent({upstream, ...openai, maxChars}),
    http: createHttpAgent({upstream, ...http, maxChars}),
  };
  return {
    name: names.join(','),
    reply: question => {
      const chosen = question.clinic.agent?.use ?? names;
      return replyOfFirst(
        chosen.map(name => known[name]),
        question,
        log,
      );
    },
    close: () => upstream.close(),
  };
}

function insist({agents, openai, http}: AgentConfig): void {
  const missing = [
    agents.includes('openai') && !openai.baseUrl && 'OPENAI_BASE_URL: AGENT names openai, so it is required',
    agents.includes('openai') && !openai.model && 'OPENAI_MODEL: AGENT names openai, so it is required',
    agents.includes('http') && !http.url && 'AGENT_URL: AGENT names http, so it is required',
  ].filter(line => line !== false);
  if (missing.length > 0) throw new Error(`The agents cannot be set up:\n  ${missing.join('\n  ')}`);
}

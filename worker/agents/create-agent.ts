import type {Config} from '../../core/config.ts';
import type {Agent} from './agent.ts';
import {createFaqAgent} from './faq.ts';

/** The agent that the configuration names. */
export function createAgent(_: Pick<Config, 'agents'>): Agent {
  return createFaqAgent();
}

/** A worker whose agent answers at once: what is left is what the pipeline itself takes. */
import type {Question} from '../../../worker/agents/agent.ts';
import {startBenchWorker} from './bench-worker.ts';

const agent = {
  name: 'instant',
  async *reply({text}: Question) {
    yield `echo: ${text}`;
  },
};
startBenchWorker(agent, {quiet: true});

/** A worker whose agent thinks for a while before it answers, as a model does, only shorter. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Question} from '../../../worker/agents/agent.ts';
import {startBenchWorker} from './bench-worker.ts';

const thinkMs = 400;
startBenchWorker({
  name: 'thinking',
  async *reply({text}: Question) {
    await sleep(thinkMs);
    yield `echo: ${text}`;
  },
});

/** A worker as it is deployed, but for its agent. */
import {configFromEnv} from '../../../core/config/config.ts';
import {createLog} from '../../../core/log.ts';
import type {Agent} from '../../../worker/agents/agent.ts';
import {createWorker} from '../../../worker/create-worker.ts';

/** `quiet`: says nothing more once it is ready: what it is compared with logs nothing either. */
export function startBenchWorker(agent: Agent, {quiet = false, concurrency = 64} = {}): void {
  const log = createLog(
    {level: 'info', component: 'worker'},
    {
      write(line) {
        process.stdout.write(line);
        if (quiet && line.includes('"worker.ready"')) log.level = 'warn';
      },
    },
  );
  const config = configFromEnv(process.env);
  createWorker({...config, turns: {...config.turns, concurrency}}, {log, agent}).start();
}

/**
 * `npm run chaos [-- --long] [--seed n] [scenario …]`: what the promises are worth. Exit code 1 when one broke.
 */
import {parseArgs} from 'node:util';
import {print} from './print.ts';
import {killAndStop} from './scenario-processes.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    long: {type: 'boolean', default: false},
    seed: {type: 'string', default: '1'},
    sabotage: {type: 'string'},
  },
});
const {long, sabotage} = values;
const seed = Number(values.seed);

const scenarios: Record<string, {title: string; run: () => Promise<boolean>}> = {
  processes: {
    title: 'Web processes and workers killed (SIGKILL) and paused (SIGSTOP 0.3 to 1.2 s) under load',
    run: () =>
      killAndStop({
        seed,
        sabotage,
        ...(long ? {messages: 100_000, faults: 1000} : {messages: 2800, faults: 80}),
      }),
  },
};

const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios);
let held = true;
for (const name of chosen) {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`No scenario ${name}: ${Object.keys(scenarios).join(', ')}`);
  print(`### ${name}: ${scenario.title} (seed ${seed})`);
  held = (await scenario.run()) && held;
  print();
}
process.exit(held ? 0 : 1);

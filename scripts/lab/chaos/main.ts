/**
 * `npm run chaos [-- --long] [--seed n] [scenario …]`: what the promises are worth. Exit code 1 when one broke.
 */
import {parseArgs} from 'node:util';
import {print} from './print.ts';
import {repeatKeys} from './scenario-keys.ts';
import {cutLinks} from './scenario-link.ts';
import {keepOrder} from './scenario-order.ts';
import {crashSenders} from './scenario-outbox.ts';
import {killAndStop} from './scenario-processes.ts';
import {killRedis} from './scenario-redis.ts';
import {freezeReplica} from './scenario-replica.ts';
import {takeOver} from './scenario-takeover.ts';
import {upgrade} from './scenario-upgrade.ts';
import {disturbWidget} from './scenario-widget.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    long: {type: 'boolean', default: false},
    seed: {type: 'string', default: '1'},
    sabotage: {type: 'string'},
    from: {type: 'string', default: 'cd53ab7'},
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
  redis: {
    title: 'Redis killed (SIGKILL) and started again under load',
    run: () => killRedis({seed, kills: long ? 20 : 3}),
  },
  replica: {
    title: 'A replica frozen for 8 s, then the primary killed and the replica promoted',
    run: () => freezeReplica(),
  },
  link: {
    title: 'The link to Redis cut, or silent, or Redis stopped, for 1 to 60 s',
    run: () => cutLinks({seed, ...(long ? {cycles: 100, lanes: 4} : {cycles: 4, lanes: 2})}),
  },
  takeover: {
    title: 'A worker killed, with the parameters of production and replies of 5 to 9 s',
    run: () => takeOver({seed, ...(long ? {messages: 200, kills: 10} : {messages: 40, kills: 2})}),
  },
  keys: {
    title: 'Parallel sends with one idempotency key over 3 web processes',
    run: () => repeatKeys({keys: long ? 1000 : 50}),
  },
  outbox: {
    title: 'Senders killed (SIGKILL) at five points around the call that sends a reply',
    run: () => crashSenders({long}),
  },
  upgrade: {
    title: `Web processes and workers of ${values.from} replaced one by one by this version, and back again, under load`,
    run: () => upgrade({seed, from: values.from, messages: long ? 20_000 : 2000}),
  },
  widget: {
    title:
      'The element in a browser: its network cut, its page reloaded, a second tab, web and worker killed',
    run: () => disturbWidget({runs: long ? 1000 : 200}),
  },
  order: {
    title: 'One session with a long job, and bursts in 40 others, beside a build without order',
    run: () => keepOrder(long ? {longMs: 60_000, seconds: 20} : {longMs: 10_000, seconds: 5}),
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

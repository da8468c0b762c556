/** The open polls in the table, each figure over all sizes, and in the plot. */
import {writeFileSync} from 'node:fs';
import {atMost, count, latency, percent, percentile, type Row, type Target} from './figures.ts';
import {plotCosts} from './plot.ts';
import {type Cost, type Costs, measurePolls} from './polls.ts';

export async function benchPolls(): Promise<Row[]> {
  const costs = await measurePolls();
  writeFileSync(new URL('../../../docs/cost.svg', import.meta.url), plotCosts(costs));
  const sizes = costs.map(({ours}) => count(ours.polls)).join(' · ');
  const what = `**${sizes} open polls**, a tenth answered each second`;
  return [{what, ours: '', beside: 'a Redis connection per poll'}, ...rows(costs)];
}

function rows(costs: Costs): Row[] {
  const full = costs.at(-1)?.ours;
  const row = (what: string, show: (cost: Cost) => string, target?: Target): Row => ({
    what,
    ours: costs.map(({ours}) => show(ours)).join(' · '),
    beside: costs.map(({perConnection}) => (perConnection ? show(perConnection) : '–')).join(' · '),
    ...(target && {target}),
  });
  const limit = (pick: (cost: Cost) => number, most: number, unit: string) =>
    full && atMost(pick(full), most, unit);
  return [
    row('reply → answer, p50 / p99 ms', cost => latency(cost.latenciesMs), latencyTarget(costs)),
    row(
      'Redis, of a core',
      cost => percent(cost.redis),
      limit(cost => cost.redis * 100, 15, ' %'),
    ),
    row('Redis for the same replies, nobody waiting', cost => percent(cost.redisBare)),
    row('web process, of a core', cost => percent(cost.web)),
    row(
      'Redis connections',
      cost => count(cost.connections),
      limit(cost => cost.connections, 3, ''),
    ),
    row(
      'memory a poll, KB',
      cost => cost.kilobytes.toFixed(1),
      limit(cost => cost.kilobytes, 18, ''),
    ),
    row(
      'replies lost',
      cost => count(cost.lost),
      atMost(Math.max(...costs.map(({ours}) => ours.lost)), 0, ''),
    ),
    row('polls refused', cost => count(cost.refused)),
  ];
}

function latencyTarget(costs: Costs): Target {
  const of = (cost: Cost | undefined, share: number) => percentile(cost?.latenciesMs ?? [], share);
  const small = costs[0]?.ours;
  const full = costs.at(-1)?.ours;
  return {
    promise: 'p99 ≤ 4 ms at 1,000; ≤ 2 / 10 ms at 10,000',
    holds: of(small, 0.99) <= 4 && of(full, 0.5) <= 2 && of(full, 0.99) <= 10,
  };
}

/** Redis killed and started again, under load (T21), by both ways of syncing its append-only file. */
import {redisKills} from './faults.ts';
import {print, printViolations, spread} from './print.ts';
import {run, scaled} from './run.ts';

export async function killRedis({seed, kills}: {seed: number; kills: number}): Promise<boolean> {
  let held = true;
  print(
    '| appendfsync | messages | kills of Redis | resends | of these already accepted | entries taken up again | violations | Redis up again until requests are answered |',
  );
  print('|---|---|---|---|---|---|---|---|');
  for (const appendfsync of ['always', 'everysec']) {
    const {messages, faults, counts, violations, recoveries, words} = await run({
      seed,
      appendfsync,
      webs: 2,
      workers: 2,
      sessions: 40,
      messages: kills * 400,
      faults: kills,
      nextFault: redisKills(1500),
      env: {...scaled, WORKER_CONCURRENCY: '10'},
    });
    const cells = [appendfsync, messages, faults['redis-kill'] ?? 0, counts['resend'] ?? 0];
    const taken = [words.get('send.repeated') ?? 0, words.get('entries.resumed') ?? 0];
    print(`| ${[...cells, ...taken, violations.length].join(' | ')} | ${spread(recoveries)} |`);
    printViolations(violations);
    held = held && (faults['redis-kill'] ?? 0) > 0 && Math.max(...recoveries) <= 3000;
    if (appendfsync === 'always') held = held && violations.length === 0;
  }
  return held;
}

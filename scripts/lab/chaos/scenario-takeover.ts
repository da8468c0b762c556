/** How long until the messages of a killed worker run again, with the parameters of production (T3). */
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {check} from './check.ts';
import {HistoryWriter, type Line, readHistory} from './history.ts';
import {print, printViolations, spread} from './print.ts';
import {createRandom} from './random.ts';
import {comeToRest, writeFinals, writeRest} from './rest.ts';
import {runFiles} from './run.ts';
import {System} from './system.ts';
import {visit} from './visitor.ts';

export async function takeOver({
  seed,
  messages,
  kills,
}: {
  seed: number;
  messages: number;
  kills: number;
}): Promise<boolean> {
  const workers = 4;
  const system = await System.start({webs: 1, workers, env: {AGENT_MS: '5000-9000', RECONCILE_MS: '30000'}});
  const path = join(system.dir, 'visitors.jsonl');
  const history = new HistoryWriter(path);
  const random = createRandom(seed);
  const sessions = 40;
  const visiting = Array.from({length: sessions}, (_, i) =>
    visit({
      session: `s${i}`,
      urls: system.urls,
      history,
      random: createRandom(random.int(2 ** 31)),
      messages: messages / sessions,
    }),
  );
  const killing = (async () => {
    for (let n = 0; n < kills; n++) {
      await sleep(2500 + random.int(1500));
      const target = `worker.${random.int(workers)}`;
      history.write({kind: 'fault', fault: 'kill', target});
      system.workers.find(({name}) => name === target)?.signal('SIGKILL');
    }
  })();
  await Promise.all([...visiting, killing]);
  await comeToRest(system, 60_000);
  history.flush();
  const lines = [...readHistory(path, ...runFiles(system.dir))];
  await writeFinals(
    system,
    history,
    new Set(lines.flatMap(line => ('message' in line ? [line.message] : []))),
  );
  await writeRest(system, history);
  history.close();
  const violations = check(readHistory(path, ...runFiles(system.dir)));
  await system.end();
  const delays = delaysOf(lines);
  print('| messages | kills | runs cut | killed until running again | violations |');
  print('|---|---|---|---|---|');
  print(`| ${messages} | ${kills} | ${delays.length} | ${spread(delays)} | ${violations.length} |`);
  printViolations(violations);
  return violations.length === 0 && delays.length > 0 && Math.max(...delays) <= 18_000;
}

/** For each run that a kill cut: from the kill to the next attempt at the message, in milliseconds. */
export function delaysOf(lines: readonly Line[]): number[] {
  const kills = lines.filter(line => line.kind === 'fault');
  const runs = lines.filter(line => line.kind === 'run');
  const over = new Set(runs.flatMap(run => (run.phase === 'begin' ? [] : [`${run.message} ${run.attempt}`])));
  const begins = runs.filter(run => run.phase === 'begin').sort((a, b) => a.atMs - b.atMs);
  return begins.flatMap(run => {
    if (over.has(`${run.message} ${run.attempt}`)) return [];
    const kill = kills.find(({target, atMs}) => target === run.worker && atMs > run.atMs);
    const next = begins.find(other => other.message === run.message && other.attempt > run.attempt);
    return kill && next ? [next.atMs - kill.atMs] : [];
  });
}

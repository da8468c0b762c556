/** Web processes and workers killed and paused under load (T1, T2), and the same with a broken build. */
import {missing} from './check.ts';
import {processFaults} from './faults.ts';
import {print, printViolations} from './print.ts';
import {run, scaled} from './run.ts';

export type ProcessesOptions = {
  seed: number;
  messages: number;
  faults: number;
  sabotage?: string | undefined;
};

const size = {webs: 2, workers: 4, sessions: 40};
/** Without these the run was blind. */
const required = ['fault.kill', 'fault.stop', 'resend', 'retry', 'reset', 'lost', 'repeated'];

/** Resolves with whether all held. */
export async function killAndStop({seed, messages, faults, sabotage}: ProcessesOptions): Promise<boolean> {
  const nextFault = processFaults({...size, everyMs: 400});
  const result = await run({...size, seed, messages, faults, sabotage, nextFault, env: scaled});
  const said = (word: string) => result.words.get(word) ?? 0;
  const counts: Record<string, number> = {
    ...result.counts,
    repeated: said('send.repeated'),
    lost: said('turn.finished lost') + said('turn.finished fenced') + said('turn.skipped lost'),
  };
  const blind = missing(counts, required);
  print(
    `| messages | SIGKILL | SIGSTOP | resends | of these already accepted | runs after the first | resets | claims lost | violations | s |`,
  );
  print('|---|---|---|---|---|---|---|---|---|---|');
  const {violations, seconds} = result;
  const cells = [
    result.messages,
    counts['fault.kill'],
    counts['fault.stop'],
    counts['resend'],
    counts['repeated'],
    counts['retry'],
    counts['reset'],
  ];
  print(
    `| ${[...cells, counts['lost'], violations.length, Math.round(seconds)].map(cell => cell ?? 0).join(' | ')} |`,
  );
  printViolations(violations);
  if (blind.length > 0) print(`The run was blind, since it never saw: ${blind.join(', ')}`);
  return violations.length === 0 && blind.length === 0;
}

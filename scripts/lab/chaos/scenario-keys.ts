/** Many parallel sends with one idempotency key over several web processes (T17): one id, one run. */
import {readHistory} from './history.ts';
import {print} from './print.ts';
import {comeToRest} from './rest.ts';
import {runFiles} from './run.ts';
import {System} from './system.ts';
import {ask} from './visitor.ts';

const parallel = 50;

export async function repeatKeys({keys}: {keys: number}): Promise<boolean> {
  const system = await System.start({webs: 3, workers: 1, env: {AGENT_MS: '0-5'}});
  let several = 0;
  let unanswered = 0;
  for (let n = 0; n < keys; n++) {
    const sends = Array.from({length: parallel}, (_, i) =>
      ask(`${system.urls[i % 3]}/apps/voice-api/widget/send`, {
        body: {text: `text ${n}`},
        key: `a-key-of-enough-letters-${n}`,
      }),
    );
    const answers = await Promise.all(sends);
    unanswered += answers.filter(answer => answer?.status !== 202).length;
    if (
      new Set(answers.map(answer => `${answer?.body['message_id']} ${answer?.body['session_id']}`)).size !== 1
    )
      several++;
  }
  await comeToRest(system, 30_000);
  const runs = [...readHistory(...runFiles(system.dir))].filter(
    line => line.kind === 'run' && line.phase === 'begin',
  );
  const ran = new Set(runs.map(run => ('message' in run ? run.message : '')));
  await system.end();
  print(
    '| keys | parallel sends of each | not 202 | keys with more than one id | runs | messages that ran |',
  );
  print('|---|---|---|---|---|---|');
  print(`| ${keys} | ${parallel} | ${unanswered} | ${several} | ${runs.length} | ${ran.size} |`);
  return several === 0 && unanswered === 0 && runs.length === keys && ran.size === keys;
}

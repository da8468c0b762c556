/** What order costs (T14): one session with a long job, bursts in 40 others; beside a build without order. */
import {print} from './print.ts';
import {System} from './system.ts';
import {ask} from './visitor.ts';

const sessions = 40;

export async function keepOrder({longMs, seconds}: {longMs: number; seconds: number}): Promise<boolean> {
  // In turn, so that what else the machine does hits both alike.
  const rates: Record<string, number[]> = {ordered: [], unordered: []};
  for (let round = 0; round < 3; round++) {
    for (const build of ['ordered', 'unordered'] as const)
      rates[build]?.push(await measure(build, longMs, seconds));
  }
  const median = (build: string) => rates[build]?.sort((a, b) => a - b)[1] ?? Number.NaN;
  const share = median('ordered') / median('unordered');
  print('| messages a second of 40 other sessions, beside a long job | ordered | unordered | share |');
  print('|---|---|---|---|');
  print(
    `| job of ${longMs / 1000} s, ${seconds} s, median of 3 | ${median('ordered').toFixed(1)} | ${median('unordered').toFixed(1)} | ${share.toFixed(2)} |`,
  );
  return share >= 0.95;
}

async function measure(build: 'ordered' | 'unordered', longMs: number, seconds: number): Promise<number> {
  // 20 places for 40 sessions: all are taken all the time, so what is compared is what order wastes.
  const env = {WORKER_CONCURRENCY: '5', AGENT_MS: '60-120', ATTEMPT_TIMEOUT_MS: '120000'};
  const sabotage = build === 'unordered' ? 'order' : undefined;
  const system = await System.start({webs: 1, workers: 4, env, sabotage});
  const send = (session: string, metadata: object) =>
    ask(`${system.urls[0]}/apps/voice-api/widget/send`, {
      body: {text: 'text', session_id: session, metadata},
    });
  await send('long', {ms: longMs});
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  await Promise.all(
    Array.from({length: sessions}, async (_, i) => {
      while (performance.now() < end) {
        const sent = await Promise.all([1, 2, 3, 4].map(() => send(`s${i}`, {})));
        for (const one of sent) {
          const answer = await ask(`${system.urls[0]}${one?.body['poll_url']}?wait=5`);
          if (answer?.body['status'] === 'done' && performance.now() < end) answered++;
        }
      }
    }),
  );
  await system.end();
  return answered / seconds;
}

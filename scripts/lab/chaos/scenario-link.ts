/**
 * The link to Redis cut, or a black hole, or Redis itself stopped, for 1 to 60 s (T26, T27): every request is
 * answered meanwhile, and everything resumes by itself. Several systems side by side, since most of it is waiting.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {freePort} from '../bench/parts.ts';
import {print, spread} from './print.ts';
import {createRandom, type Random} from './random.ts';
import {System} from './system.ts';
import {TcpProxy} from './tcp-proxy.ts';
import {ask} from './visitor.ts';

type Findings = {
  answers: number[];
  late: number;
  resumes: number[];
  stuck: number;
  faults: Record<string, number>;
};

const answerMs = 2000;
const resumeMs = 20_000;
/** How long, of a hundred: most are short. */
const durations = [
  ...Array(80).fill([1, 3]),
  ...Array(15).fill([5, 10]),
  ...Array(4).fill([30, 31]),
  [60, 61],
];

export async function cutLinks({
  seed,
  cycles,
  lanes,
}: {
  seed: number;
  cycles: number;
  lanes: number;
}): Promise<boolean> {
  const findings: Findings = {answers: [], late: 0, resumes: [], stuck: 0, faults: {}};
  const plan = Array.from(
    {length: cycles},
    (_, i) => durations[Math.floor((i * 100) / cycles)] as [number, number],
  );
  await Promise.all(
    Array.from({length: lanes}, (_, lane) => runLane(plan, lane, createRandom(seed + lane), findings)),
  );
  const {answers, late, resumes, stuck, faults} = findings;
  print(
    '| cycles | cut / silent / stopped | requests meanwhile | answered in | later than 2 s | resumed | after the link was back |',
  );
  print('|---|---|---|---|---|---|---|');
  const kinds = ['cut', 'silent', 'stopped'].map(kind => faults[kind] ?? 0).join(' / ');
  print(
    `| ${cycles} | ${kinds} | ${answers.length} | ${spread(answers)} | ${late} | ${resumes.length} of ${cycles} | ${spread(resumes)} |`,
  );
  return late === 0 && stuck === 0 && resumes.length === cycles;
}

/** Takes the plan's cycles one by one, beside the other lanes. */
async function runLane(
  plan: [number, number][],
  lane: number,
  random: Random,
  findings: Findings,
): Promise<void> {
  const holder = await TcpProxy.open(`redis://127.0.0.1:${await freePort()}`);
  const system = await System.start({
    webs: 1,
    workers: 1,
    env: {AGENT_MS: '20-40'},
    redisUrl: `redis://127.0.0.1:${holder.port}`,
    onRedis: port => holder.retarget(port),
  });
  await resumed(system, `lane${lane}-start`);
  for (let cycle = 0, range = plan.shift(); range; cycle++, range = plan.shift()) {
    const kind = random.pick(['cut', 'silent', 'stopped'] as const);
    findings.faults[kind] = (findings.faults[kind] ?? 0) + 1;
    const ms = (range[0] + random.next() * (range[1] - range[0])) * 1000;
    begin(system, holder, kind);
    await probe(system, ms, findings);
    end(system, holder, kind);
    const took = await resumed(system, `lane${lane}-${cycle}`);
    if (took === null) findings.stuck++;
    else findings.resumes.push(took);
  }
  await system.end();
  holder.close();
}

type Kind = 'cut' | 'silent' | 'stopped';

function begin(system: System, proxy: TcpProxy, kind: Kind): void {
  if (kind === 'cut') proxy.cut();
  else if (kind === 'silent') proxy.silence();
  else system.signalRedis('SIGSTOP');
}

function end(system: System, proxy: TcpProxy, kind: Kind): void {
  if (kind === 'stopped') system.signalRedis('SIGCONT');
  else proxy.restore();
}

/** Sends and polls, ten a second, while it lasts. */
async function probe(system: System, ms: number, findings: Findings): Promise<void> {
  const url = system.urls[0];
  const asked: Promise<void>[] = [];
  for (const until = performance.now() + ms; performance.now() < until; await sleep(100)) {
    const poll = `${url}/apps/voice-api/widget-poll/AAAAAAAAAAAAAAAAAAAAAA`;
    for (const request of [ask(poll), ask(`${url}/apps/voice-api/widget/send`, {body: {text: 'x'}})]) {
      const sentAt = performance.now();
      asked.push(
        request.then(answer => {
          const took = performance.now() - sentAt;
          findings.answers.push(took);
          if (took > answerMs || !answer) findings.late++;
        }),
      );
    }
  }
  await Promise.all(asked);
}

/** Until a message is accepted and answered whole, in milliseconds; `null` when that does not happen. */
async function resumed(system: System, key: string): Promise<number | null> {
  const begin = performance.now();
  const url = system.urls[0];
  for (let n = 0; performance.now() - begin < resumeMs; n++) {
    const body = {text: 'again', session_id: `${key}-${n}`};
    const sent = await ask(`${url}/apps/voice-api/widget/send`, {body});
    if (sent?.status === 202) {
      const answer = await ask(`${url}${sent.body['poll_url']}?wait=2`);
      if (answer?.body['status'] === 'done') return performance.now() - begin;
    }
    await sleep(50);
  }
  return null;
}

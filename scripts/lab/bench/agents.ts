/**
 * `npx tsx scripts/lab/bench/agents.ts`: what the agent `openai` adds to a model, which here is a local server that
 * costs nothing. Times of one machine's processes are compared; the machine may be noisy: read the medians.
 */
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {request} from 'node:http';
import {cpus} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {createLog} from '../../../core/log.ts';
import type {Question, Said} from '../../../worker/agents/agent.ts';
import {createAgent} from '../../../worker/agents/create-agent.ts';
import {atMost, median, ms, type Row, table} from './figures.ts';
import {HttpConnection} from './load.ts';
import {node, source, startPart, startRedis} from './parts.ts';

const turns = 200;
const now = () => performance.timeOrigin + performance.now();

const redis = await startRedis();
const model = await startPart('model', source('scripts/lab/bench/agents-model.ts'), {}, 'model.listening');
const agents = {AGENT: 'openai', OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'none'};
const env = {...redis.env, ...agents, WORKER_CONCURRENCY: '64', AGENT_MAX_CHARS: '100000'};
const web = await startPart('web', node('dist/server/main.js'), env, 'web.listening');

const rows = [
  ...(await timeAgent()),
  await timePath(),
  ...(await loadWorker()),
  ...(await loadWorker(...flagsOfProcfile())),
];
process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores, all on one machine; Redis AOF everysec\n\n`,
);
process.stdout.write(`${table(rows)}\n`);
web.part.kill();
model.part.kill();
await redis.stop();
process.exit();

/** One reply at a time, at the agent's output: the worker joins words for 100 ms on purpose. */
async function timeAgent(): Promise<Row[]> {
  const [bare, ours] = [
    {first: [] as number[], word: [] as number[]},
    {first: [] as number[], word: [] as number[]},
  ];
  const reply = createModelAgent('10x5');
  for (let i = 0; i < turns; i++) {
    for (const [times, words] of [
      [bare, bareWords('10x5')],
      [ours, reply()],
    ] as const) {
      const begin = performance.now();
      let isFirst = true;
      for await (const word of words) {
        if (typeof word !== 'string') continue;
        if (isFirst) times.first.push(performance.now() - begin);
        else for (const sentAt of word.trim().split(' ')) times.word.push(now() - Number(sentAt));
        isFirst = false;
      }
    }
  }
  const added = median(ours.first) - median(bare.first);
  const addedPerWord = median(ours.word) - median(bare.word);
  return [
    {
      what: 'first word at the agent, p50 ms; bare: `node:http` to the same model',
      ours: ms(median(ours.first)),
      beside: ms(median(bare.first)),
      target: atMost(added, 2, ' ms more'),
    },
    {
      what: 'each further word at the agent, p50 ms after the model wrote it',
      ours: ms(median(ours.word)),
      beside: ms(median(bare.word)),
      target: atMost(addedPerWord, 2, ' ms more'),
    },
  ];
}

/** From the visitor's send to the long-poll that brings the first word: web, Redis, worker, agent and back. */
async function timePath(): Promise<Row> {
  const worker = await startWorker('1x0');
  const times: number[] = [];
  const connection = await HttpConnection.open(web.url);
  for (let i = 0; i < turns + 20; i++) {
    const begin = performance.now();
    const poll = await send(connection);
    for (let after = '0-0'; ; ) {
      const {events, cursor} = await get(connection, `${poll}?wait=25&after=${after}`);
      if (events.some(({type}) => type === 'delta')) break;
      after = cursor;
    }
    if (i >= 20) times.push(performance.now() - begin);
  }
  connection.close();
  await worker.part.stop(5000);
  const what = 'send until the first word is polled, whole path, one visitor, p50 ms';
  return {what, ours: ms(median(times)), target: atMost(median(times), 20, ' ms')};
}

/** 64 slow replies at once, again and again: the memory of their worker, and what it holds when they are over. */
async function loadWorker(...flags: string[]): Promise<Row[]> {
  const worker = await startWorker('60x30', flags);
  const pid = pidOf('dist/worker/main.js');
  await converse(64);
  const before = sockets(pid);
  let mostKb = 0;
  const watch = setInterval(() => {
    mostKb = Math.max(mostKb, memoryKb(pid));
  }, 50);
  for (let done = 0; done < 500; done += 64) await converse(Math.min(64, 500 - done));
  clearInterval(watch);
  const cpuSeconds = cpuTicks(pid) / 100;
  await sleep(6000); // idle connections are kept for a while
  const open = Number(await (await fetch(model.url)).text());
  const left = sockets(pid);
  await worker.part.stop(5000);
  return [
    {
      what: `64 turns at once in one worker (${['node', ...flags].join(' ')}), most RSS in MB`,
      ours: (mostKb / 1024).toFixed(0),
      beside: `${cpuSeconds.toFixed(1)} s of processor for 500 turns of 60 words`,
      ...(flags.length > 0 && {target: atMost(mostKb / 1024, 120, ' MB')}),
    },
    {
      what: 'connections at the model after 500 turns',
      ours: String(open),
      beside: `sockets of the worker before and after: ${before}, ${left}`,
      target: atMost(open, 0, ''),
    },
  ];
}

async function converse(visitors: number): Promise<void> {
  await Promise.all(
    Array.from({length: visitors}, async () => {
      const connection = await HttpConnection.open(web.url);
      const poll = await send(connection);
      for (let after = '0-0'; ; ) {
        const {status, cursor} = await get(connection, `${poll}?wait=25&after=${after}`);
        if (status === 'done') break;
        if (status === 'failed') throw new Error('A turn failed');
        after = cursor;
      }
      connection.close();
    }),
  );
}

async function send(connection: HttpConnection): Promise<string> {
  const body = {text: 'What are your opening hours?', clinic_id: 'demo'};
  const answer = await connection.ask({method: 'POST', path: '/apps/voice-api/widget/send', body});
  if (answer.status !== 202) throw new Error(`Answered ${answer.status}: ${answer.body}`);
  return JSON.parse(answer.body).poll_url;
}

async function get(
  connection: HttpConnection,
  path: string,
): Promise<{status: string; cursor: string; events: {type: string}[]}> {
  const {status, body} = await connection.ask({method: 'GET', path});
  if (status !== 200) throw new Error(`Answered ${status}: ${body}`);
  return JSON.parse(body);
}

function startWorker(OPENAI_MODEL: string, flags: string[] = []) {
  return startPart('worker', node(...flags, 'dist/worker/main.js'), {...env, OPENAI_MODEL}, 'worker.ready');
}

/** In this process, with nothing else around it. */
function createModelAgent(name: string): () => AsyncIterable<Said> {
  const clinic = loadClinics(defaultClinicsDir).get('demo');
  if (!clinic) throw new Error('There is no demo clinic');
  const agent = createAgent(
    {
      agents: ['openai'],
      openai: {baseUrl: model.url, apiKey: 'none', model: name},
      http: {url: undefined, secret: undefined},
      agentMaxChars: 100_000,
    },
    createLog({level: 'silent', component: 'bench'}),
  );
  const question: Omit<Question, 'signal'> = {
    text: 'What are your opening hours?',
    message: 'm',
    session: 's',
    channel: 'widget',
    attempt: 1,
    clinic,
    history: [],
    metadata: {},
  };
  return () => agent.reply({...question, signal: new AbortController().signal});
}

/** The same request without any of our code: what the model and the machine take. */
async function* bareWords(name: string): AsyncGenerator<string> {
  const body = JSON.stringify({model: name});
  const asked = request(`${model.url}/chat/completions`, {method: 'POST'}).end(body);
  const response = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    asked.once('response', resolve).once('error', reject),
  );
  for await (const chunk of response) {
    const words = [...String(chunk).matchAll(/"content":"([\d.]+ )"/g)].map(([, word]) => word);
    if (words.length > 0) yield words.join('');
  }
}

/** As the worker is run where a platform reads the `Procfile`. */
function flagsOfProcfile(): string[] {
  const line = /^worker: node (.*) dist\/worker\/main\.js$/m.exec(readFileSync('Procfile', 'utf8'));
  if (!line?.[1]) throw new Error('The Procfile starts no worker');
  return line[1].split(' ');
}

/** Of our child that runs this program. */
function pidOf(program: string): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  const pid = children.find(child => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(program));
  if (pid === undefined) throw new Error(`Nobody runs ${program}`);
  return Number(pid);
}

function memoryKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Hundredths of a second, the start of the process included. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function sockets(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter(fd => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith('socket:');
    } catch {
      return false; // closed since
    }
  }).length;
}

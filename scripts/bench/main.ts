/**
 * `npm run bench`: what PlainTalk costs, each figure beside something known, in the same run. The machine may be
 * noisy: read the ratios, not the rates.
 */
import {cpus} from 'node:os';
import {HttpConnection, type Load, load, percentile} from './load.ts';
import {node, source, startPart, startRedis} from './parts.ts';

const rounds = 5;
const roundMs = 2000;
const connections = 64;
const sendPath = '/apps/voice-api/widget/send';
const message = {text: 'What are your opening hours?', clinic_id: 'demo'};

const {url: REDIS_URL, part: redisPart, client} = await startRedis();
const env = {REDIS_URL, LOG_LEVEL: 'info', PORT: '0', HOST: '127.0.0.1', QUEUE_MAX_LENGTH: '10000000'};
const web = await startPart('web', node('dist/server/main.js'), env, 'web.listening');
const bare = await startPart('bare', source('scripts/bench/bare-server.ts'), env, 'bare.listening');
const urls = {web: `http://127.0.0.1:${web.line['port']}`, bare: `http://127.0.0.1:${bare.line['port']}`};

const print = (line = '') => process.stdout.write(`${line}\n`);
print(`Node ${process.version}, ${cpus().length} cores shared by load, server and Redis (AOF everysec)`);
print();
await compareSends();
await timeReplies();
for (const part of [web.part, bare.part, redisPart]) part.kill();
process.exit();

/** Turn by turn, so that what else the machine does hits both alike; the median of the rounds' ratios. */
async function compareSends(): Promise<void> {
  const send = () => ({method: 'POST', path: sendPath, body: message}) as const;
  const results: {web: Load; bare: Load}[] = [];
  for (let round = -1; round < rounds; round++) {
    const bareLoad = await load(urls.bare, connections, roundMs, send);
    await client.flushDb();
    const webLoad = await load(urls.web, connections, roundMs, send);
    await client.flushDb();
    if (round >= 0) results.push({web: webLoad, bare: bareLoad}); // the first one warms up
  }
  const ratios = results.map(({web: ours, bare: theirs}) => ours.perSecond / theirs.perSecond);
  print(`send, ${connections} connections, ${rounds} rounds of ${roundMs / 1000} s each in turn`);
  print('| server | sends/s | p50 ms | p99 ms | answers |');
  print('|---|---|---|---|---|');
  for (const name of ['bare', 'web'] as const) {
    const loads = results.map(result => result[name]);
    const median = (pick: (load: Load) => number) => percentile(loads.map(pick), 0.5);
    const rate = Math.round(median(one => one.perSecond));
    const answers = [...new Set(loads.flatMap(one => Object.keys(one.statuses)))].join(' ');
    print(
      `| ${name} | ${rate} | ${median(one => one.p50Ms).toFixed(1)} | ${median(one => one.p99Ms).toFixed(1)} | ${answers} |`,
    );
  }
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  print(`web / bare: ${percentile(ratios, 0.5).toFixed(2)} (${spread})`);
  print();
}

/** One visitor at a time: from the send until the poll answers with the text. */
async function timeReplies(): Promise<void> {
  const worker = await startPart('worker', source('scripts/bench/instant-worker.ts'), env, 'worker.ready');
  const connection = await HttpConnection.open(urls.web);
  const times: number[] = [];
  for (let i = 0; i < 600; i++) {
    const begin = performance.now();
    const accepted = await connection.ask({method: 'POST', path: sendPath, body: message});
    const {poll_url} = JSON.parse(accepted.body);
    const reply = await connection.ask({method: 'GET', path: `${poll_url}?wait=25`});
    if (!reply.body.includes('"text":"echo: ')) throw new Error(`Not the reply: ${reply.body}`);
    if (i >= 100) times.push(performance.now() - begin); // the first ones warm up
  }
  worker.part.kill();
  print('send, then long-poll until the text is there; instant agent, one at a time, 500 replies');
  print(`p50 ${percentile(times, 0.5).toFixed(2)} ms, p99 ${percentile(times, 0.99).toFixed(2)} ms`);
}

import {stream as follow} from '@durable-streams/client';
import {offsetOf} from '../../server/transport/log-answer.ts';
import {startWeb, startWorker, type TestProcess} from '../helpers/app.ts';
import {testRedis} from '../helpers/redis.ts';
import {client} from '../helpers/server.ts';
import {openSocket} from '../helpers/socket.ts';
import {openStream} from '../helpers/sse.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

/** What all transports tell: the words, that they begin anew, and the end. */
type Told = {type: string; id: string; text?: unknown};

/** `told` grows; `over` resolves when no more can come, for whatever reason. */
type Reading = {told: Told[]; over: Promise<unknown>};

/** Begins to read a message after the cursor. */
type Transport = (t: ExecutionContext, url: string, id: string, after: string) => Promise<Reading>;

const session = 's1';
/** Its answer takes more than a second. */
const question = 'Do I have to wear a mask?';

function toldBy({type, id, text}: Told): Told[] {
  return ['delta', 'reset', 'message'].includes(type) ? [{type, id, ...(text !== undefined && {text})}] : [];
}

async function poll(_: ExecutionContext, url: string, id: string, after: string): Promise<Reading> {
  const told: Told[] = [];
  const read = async () => {
    for (let cursor = after, status = ''; status !== 'done'; ) {
      const {body} = await client(url).get(`/apps/voice-api/widget-poll/${id}?wait=25&after=${cursor}`);
      told.push(...body.events.flatMap(toldBy));
      cursor = String(body['cursor']);
      status = String(body['status']);
    }
  };
  return {told, over: read().catch(() => 'cut')};
}

async function stream(t: ExecutionContext, url: string, id: string, after: string): Promise<Reading> {
  const headers = {'last-event-id': after};
  const {events, over} = await openStream(t, `${url}/apps/voice-api/widget-stream/${id}`, {headers});
  return {
    get told() {
      return events.flatMap(({fields}) => toldBy(fields as Told));
    },
    over,
  };
}

async function socket(t: ExecutionContext, url: string, id: string, after: string): Promise<Reading> {
  const {say, frames, closed} = await openSocket(t, url, session);
  say({type: 'resume', message_id: id, after});
  return {
    get told() {
      return frames.flatMap(frame => ('cursor' in frame ? toldBy({...frame, id: String(frame.cursor)}) : []));
    },
    over: closed,
  };
}

/** By a client of the Durable Streams protocol. */
async function log(t: ExecutionContext, url: string, id: string, after: string): Promise<Reading> {
  const told: Told[] = [];
  const gone = new AbortController();
  t.teardown(() => gone.abort());
  const session = await follow<Told>({
    url: `${url}/apps/voice-api/widget-log/${id}`,
    offset: after === '0' ? '-1' : offsetOf(after),
    live: 'long-poll',
    warnOnHttp: false,
    signal: gone.signal,
    backoffOptions: {initialDelay: 10, maxDelay: 10, multiplier: 1, maxRetries: 2},
  });
  session.subscribeJson(({items}) => {
    told.push(...items.flatMap(toldBy));
  });
  return {told, over: session.closed.catch(() => 'cut')};
}

const transports: Record<string, Transport> = {poll, stream, socket, log};

/** Two web processes, and a worker that is in the middle of its answer to a reader at the first one. */
async function inTheMiddle(t: ExecutionContext, transport: Transport) {
  const {url: REDIS_URL} = await testRedis(t);
  const env = {REDIS_URL, CLAIM_IDLE_MS: '500', HEARTBEAT_MS: '100'};
  const [here, there, worker] = await Promise.all([startWeb(t, env), startWeb(t, env), startWorker(t, env)]);
  for (const {url} of [here, there]) await until(async () => (await fetch(`${url}/readyz`)).ok);
  const id = String((await client(here.url).send({text: question, session_id: session})).body['message_id']);
  const reading = await transport(t, here.url, id, '0');
  const kill = async (process: TestProcess) => {
    await until(() => reading.told.some(({type}) => type === 'delta'));
    await process.kill('SIGKILL');
  };
  const whole = async () => {
    const {body} = await client(there.url).get(`/apps/voice-api/widget-poll/${id}?wait=25`);
    return (body.events as Told[]).flatMap(toldBy);
  };
  return {env, here, there, worker, id, reading, kill, whole};
}

for (const [name, transport] of Object.entries(transports)) {
  test(`a reply survives the web process that serves it: ${name}`, async t => {
    t.timeout(60_000);
    const {here, there, id, reading, kill, whole} = await inTheMiddle(t, transport);
    await kill(here.web);
    await reading.over;
    const before = [...reading.told];
    t.true(before.length > 0 && before.every(({type}) => type === 'delta'));
    const rest = await transport(t, there.url, id, before.at(-1)?.id ?? '0');
    await until(() => rest.told.at(-1)?.type === 'message');
    t.true(rest.told.length > 1, 'it was cut in the middle');
    t.deepEqual([...before, ...rest.told], await whole());
  });

  test(`a reply survives the worker that makes it: ${name}`, async t => {
    t.timeout(60_000);
    const {env, worker, reading, kill, whole} = await inTheMiddle(t, transport);
    await kill(worker);
    await startWorker(t, env);
    await until(() => reading.told.at(-1)?.type === 'message');
    const told = [...reading.told];
    t.deepEqual(told, await whole());
    const reset = told.findIndex(({type}) => type === 'reset');
    t.true(reset > 0);
    t.is(told.filter(({type}) => type === 'reset').length, 1);
    const words = told.slice(reset + 1, -1).map(({text}) => text);
    t.is(words.join(''), String(told.at(-1)?.text));
  });
}

test('SIGTERM tells streams and sockets to come back, and does not wait for them', async t => {
  t.timeout(60_000);
  const {here, id, reading} = await inTheMiddle(t, stream);
  const path = `${here.url}/apps/voice-api/widget-stream/${id}`;
  const [held, open] = await Promise.all([openStream(t, path), openSocket(t, here.url, session)]);
  await until(() => reading.told.some(({type}) => type === 'delta'));
  t.is(await here.web.kill('SIGTERM'), 0);
  t.is(await held.over, 'ended');
  t.is(held.retries.length, 1);
  t.is(await open.closed, 1001);
});

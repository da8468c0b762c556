/**
 * How soon the guard is heard, from the send on: on every surface, by real processes, in each state that a conversation
 * can be in. The times are in the log of the test; what it asserts is far above them, for busy machines.
 */
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {startWeb, startWorker} from '../helpers/app.ts';
import {testRedis} from '../helpers/redis.ts';
import {testSession} from '../helpers/session.ts';
import {openSocket} from '../helpers/socket.ts';
import {openStream} from '../helpers/sse.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const alarm = 'I have crushing chest pain and cannot breathe';
const soonMs = 5000;

type App = {url: string; api: string; agentUrl: string; redisUrl: string};

/** A web process, and a back end that answers `slow` for ever and everything else with 500. */
async function start(t: ExecutionContext): Promise<App> {
  const {url: redisUrl} = await testRedis(t);
  const agent = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (!body.includes('slow')) response.writeHead(500).end();
  });
  await new Promise<void>(resolve => agent.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    agent.closeAllConnections();
    agent.close();
  });
  const {url} = await startWeb(t, {REDIS_URL: redisUrl, RATE_ADDRESS_PER_MINUTE: '0'});
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  const agentUrl = `http://127.0.0.1:${(agent.address() as AddressInfo).port}`;
  return {url, api: `${url}/apps/voice-api`, agentUrl, redisUrl};
}

type Session = {id: string; bearer: {authorization: string}};

async function say({api}: App, {id, bearer}: Session, text: string) {
  const response = await fetch(`${api}/widget/send`, {
    method: 'POST',
    headers: {'content-type': 'application/json', ...bearer},
    body: JSON.stringify({text, session_id: id}),
  });
  return (await response.json()) as Record<'poll_url' | 'stream_url' | 'log_url' | 'message_id', string> & {
    guard?: {text: string};
  };
}

/** Each says the alarm in a session of its own, and ends when its reader has the words. */
const surfaces: Record<string, (t: ExecutionContext, app: App, session: Session) => Promise<string>> = {
  send: async (_, app, session) => (await say(app, session, alarm)).guard?.text ?? '',
  async poll(_, app, session) {
    const {poll_url} = await say(app, session, alarm);
    const answer = await fetch(new URL(poll_url, app.url), {headers: session.bearer});
    return ((await answer.json()) as {text: string}).text;
  },
  async stream(t, app, session) {
    const {stream_url} = await say(app, session, alarm);
    const {events, close} = await openStream(t, new URL(stream_url, app.url), {headers: session.bearer});
    const {fields} = await until(() => events.find(({type}) => type === 'guard'));
    close();
    return String(fields['text']);
  },
  async log(_, app, session) {
    const {log_url} = await say(app, session, alarm);
    const answer = await fetch(new URL(log_url, app.url), {headers: session.bearer});
    const events = (await answer.json()) as {type: string; text: string}[];
    return events.find(({type}) => type === 'guard')?.text ?? '';
  },
  async history(_, app, session) {
    await say(app, session, alarm);
    const answer = await fetch(`${app.api}/widget-history`, {headers: session.bearer});
    const {messages} = (await answer.json()) as {messages: {role: string; text: string}[]};
    return messages.filter(({role}) => role === 'agent').at(-1)?.text ?? '';
  },
  async socket(t, app, session) {
    const token = session.bearer.authorization.replace('Bearer ', '');
    const socket = await openSocket(t, app.url, session.id, {protocols: [`plaintalk.${token}`]});
    socket.say({text: alarm});
    return (await socket.seen('guard')).text;
  },
};

/** How long each surface took, in milliseconds; `before`: what the conversation is brought into first. */
async function time(
  t: ExecutionContext,
  app: App,
  state: string,
  before: (session: Session) => Promise<unknown>,
): Promise<void> {
  const times: string[] = [];
  for (const [name, hear] of Object.entries(surfaces)) {
    const session = await testSession({api: app.api});
    await before(session);
    const begin = performance.now();
    t.regex(await hear(t, app, session), /\b911\b/, `${state}, ${name}`);
    const ms = performance.now() - begin;
    t.true(ms < soonMs, `${state}, ${name}: ${ms} ms`);
    times.push(`${name} ${ms.toFixed(0)}`);
  }
  t.log(`${state}: ${times.join(', ')} ms`);
}

test('with no worker, and where a person has the conversation', async t => {
  t.timeout(120_000);
  const app = await start(t);
  await time(t, app, 'warming up', async () => undefined);
  await time(t, app, 'no worker', async () => undefined);
  await time(t, app, 'a person has taken over', async session => {
    await say(app, session, 'hello');
    const {status} = await fetch(`${app.url}/admin/sessions/${session.id}/reply`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({text: 'I am here.'}),
    });
    t.is(status, 201);
  });
});

async function withAgent(t: ExecutionContext): Promise<App> {
  const app = await start(t);
  await startWorker(t, {REDIS_URL: app.redisUrl, AGENT: 'http', AGENT_URL: app.agentUrl, MAX_ATTEMPTS: '1'});
  await time(t, app, 'warming up', async session => say(app, session, 'slow, please'));
  return app;
}

test('with nothing before, where the agent fails', async t => {
  t.timeout(120_000);
  await time(t, await withAgent(t), 'an agent that fails', async () => undefined);
});

test('behind an answer that takes long', async t => {
  t.timeout(120_000);
  const app = await withAgent(t);
  await time(t, app, 'a long answer before', async session => {
    const {poll_url} = await say(app, session, 'slow, please');
    await until(async () => {
      const answer = await fetch(new URL(poll_url, app.url), {headers: session.bearer});
      return ((await answer.json()) as {status: string}).status === 'processing';
    });
  });
});

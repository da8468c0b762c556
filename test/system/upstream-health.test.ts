/** A model that is wrong in any way: every visitor is answered all the same, and whoever runs this is told why. */
import {setTimeout as sleep} from 'node:timers/promises';
import {StreamsHealth} from '../../core/wire/health.ts';
import {createAgent} from '../../worker/agents/create-agent.ts';
import {UpstreamTeller} from '../../worker/upstream-teller.ts';
import {clinic} from '../helpers/agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour, cuts, hangs, streams} from '../helpers/fake-upstream.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testWorker} from '../helpers/worker.ts';

const half = ['Take the blue tablet,', ' but never'];
const ways: Record<string, Behaviour> = {
  key_refused: answers(401, {}, '{"error":{"message":"Incorrect API key provided: sk-canary"}}'),
  credit_spent: answers(402),
  forbidden: answers(403),
  not_found: answers(404),
  redirected: answers(302, {location: 'https://elsewhere.example/'}),
  field_refused: answers(400, {}, '{"error":{"code":"unsupported_parameter","param":"x"}}'),
  failing: answers(500),
  busy: answers(429),
  unreachable: cuts,
  silent: hangs,
  cut: fakes.cutsAfter(half),
  unfinished: streams([...fakes.completion(half).slice(0, 3), 'data: [DONE]\n\n']),
  stopped: streams(fakes.completion(half, 'abort')),
  error_told: fakes.failsAfter(half),
  strange: answers(200, {'content-type': 'text/html'}, '<p>Sign in</p>'),
  empty: fakes.says([]),
};

/** What health says once it names so many clinics, and when it first named each, in unix milliseconds. */
async function watchHealth(server: TestServer, count: number) {
  const atMs = new Map<string | null, number>();
  const health = await until(async () => {
    await sleep(100);
    const report = StreamsHealth.parse((await server.get('/admin/streams/health')).body);
    for (const {clinic: id} of report.upstreams) if (!atMs.has(id)) atMs.set(id, Date.now());
    return report.upstreams.length === count ? report : null;
  }, 50_000);
  return {health, atMs};
}

test('a model wrong in sixteen ways: all visitors are answered, and health and log say why', async t => {
  t.timeout(60_000);
  const own = Object.keys(ways).map((code, i) => clinic({id: `clinic-${i}`, agent: {model: code}}));
  const clinics = new Map(own.map(one => [one.id, one]));
  const server = await testServer(t, {clinics: {known: clinics, fallback: 'clinic-0'}});
  const behave: Behaviour = (response, asked) =>
    ways[JSON.parse(asked.raw).model as string]?.(response, asked);
  const fake = await fakes.fakeOpenAi(t, behave);
  const agents = createAgent(
    {
      agents: ['openai', 'faq'],
      openai: {baseUrl: fake.baseUrl, apiKey: 'sk-canary', model: 'none'},
      http: {url: undefined, secret: undefined},
      agentMaxChars: 4000,
      patience: {firstWordMs: 3000, betweenWordsMs: 3000, wholeMs: 5000},
    },
    server.log,
  );
  t.teardown(() => agents.close?.());
  const teller = new UpstreamTeller({
    redis: server.redis,
    log: server.log,
    standings: () => agents.standings(clinics),
  }).start();
  t.teardown(() => teller.stop());
  await testWorker(t, server, question => agents.reply(question), {clinics});

  const visits = own.flatMap(({id}) => [1, 2, 3].map(() => ({text: 'Where can I park?', clinic_id: id})));
  const watched = watchHealth(server, own.length);
  const answered = visits.map(async visit => {
    const {body} = await server.send(visit);
    return (await server.get(`${body['poll_url']}?wait=25`)).body;
  });
  const [{health, atMs}, told] = await Promise.all([watched, Promise.all(answered)]);
  t.is(told.length, 48);
  for (const {status, text, answered_by} of told) {
    t.deepEqual([status, answered_by], ['done', 'faq']);
    t.regex(String(text), /park/);
  }
  t.deepEqual(
    new Set(told.flatMap(({events}) => (events as {type: string}[]).map(({type}) => type))).size,
    5,
  );

  t.is(health.status, 'degraded');
  let slowestMs = 0;
  for (const [i, code] of Object.keys(ways).entries()) {
    const [reason = health.reasons.join()] = health.reasons.filter(one =>
      one.startsWith(`upstream_${code} openai clinic-${i}: `),
    );
    t.regex(reason, /: the model .* since \d\d:\d\d UTC$/);
    const upstream = health.upstreams.find(({clinic: id}) => id === `clinic-${i}`);
    t.is(upstream?.circuit, i < 6 ? 'open' : 'closed', code);
    const failed = await server.log.seen('agent.failed', {code, level: i < 6 ? 'error' : 'warn'});
    const waitedMs = (atMs.get(`clinic-${i}`) ?? Number.NaN) - Date.parse(String(failed['time']));
    slowestMs = Math.max(slowestMs, waitedMs);
  }
  t.log(`health said why ${slowestMs} ms after the log at the latest`);
  t.true(slowestMs < 10_000);
  t.true(health.reasons.some(reason => reason.includes('the model refuses our key since')));
  t.false(JSON.stringify([server.log.lines, health]).includes('canary'));
});

test('what is mended is taken back from health', async t => {
  const server = await testServer(t);
  const fake = await fakes.fakeOpenAi(t, answers(401));
  const openai = {baseUrl: fake.baseUrl, model: 'm'};
  const http = {url: undefined, secret: undefined};
  const agents = createAgent({agents: ['openai', 'faq'], openai, http, agentMaxChars: 4000}, server.log, {
    openMs: 50,
  });
  t.teardown(() => agents.close?.());
  const {redis, log} = server;
  const teller = new UpstreamTeller({
    redis,
    log,
    standings: () => agents.standings(server.deps.clinics.known),
    everyMs: 50,
  }).start();
  t.teardown(() => teller.stop());
  await testWorker(t, server, question => agents.reply(question));
  const ask = async () => {
    const {body} = await server.send({text: 'Where can I park?'});
    return (await server.get(`${body['poll_url']}?wait=25`)).body['answered_by'];
  };
  const wrong = async () => StreamsHealth.parse((await server.get('/admin/streams/health')).body).upstreams;
  t.is(await ask(), 'faq');
  await until(async () => (await wrong())[0]?.code === 'key_refused');
  fake.behave = fakes.says(['We open at 8.']);
  t.is(await until(async () => ((await ask()) === 'openai' ? 'openai' : null)), 'openai');
  await until(async () => (await wrong()).length === 0);
});

test('who is wrong, and is asked by no clinic any more, is taken back from health', async t => {
  const own = (agent: object) => clinic({id: 'demo', agent: {use: ['openai', 'faq'], ...agent}});
  const known = new Map([['demo', own({model: 'wrong'})]]);
  const server = await testServer(t, {clinics: {known, fallback: 'demo'}});
  const fake = await fakes.fakeOpenAi(t, answers(404));
  const openai = {baseUrl: fake.baseUrl, model: 'm'};
  const http = {url: undefined, secret: undefined};
  const agents = createAgent({agents: ['faq'], openai, http, agentMaxChars: 4000}, server.log, {
    openMs: 10,
  });
  t.teardown(() => agents.close?.());
  const {redis, log} = server;
  const standings = () => agents.standings(known);
  const teller = new UpstreamTeller({redis, log, standings, everyMs: 50}).start();
  t.teardown(() => teller.stop());
  await testWorker(t, server, question => agents.reply(question), {clinics: known});
  const wrong = async () => StreamsHealth.parse((await server.get('/admin/streams/health')).body).upstreams;
  for (const changed of [own({model: 'another'}), clinic({id: 'demo'})]) {
    const {body} = await server.send({text: 'Where can I park?'});
    t.is((await server.get(`${body['poll_url']}?wait=25`)).body['answered_by'], 'faq');
    await until(async () => (await wrong())[0]?.code === 'not_found');
    known.set('demo', changed);
    await until(async () => (await wrong()).length === 0);
  }
});

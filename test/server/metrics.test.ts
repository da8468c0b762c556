import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {createLog} from '../../core/log.ts';
import {counted} from '../../core/metrics/counted.ts';
import {CountKeeper, Counts} from '../../core/metrics/counts.ts';
import {root} from '../../scripts/root.js';
import {ownRedis} from '../helpers/redis.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {openSocket} from '../helpers/socket.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

async function told({url}: Pick<TestServer, 'url'>): Promise<string> {
  const response = await fetch(`${url}/metrics`);
  if (response.status !== 200) throw new Error(`metrics said ${response.status}`);
  return response.text();
}

/** The number of the series, as it is written. */
function sampleOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find(line => line.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** A log that is counted, and brings what it counted here. */
function countedLog({redis, log}: Pick<TestServer, 'redis' | 'log'>, level = 'silent') {
  const counts = new Counts();
  const say = createLog({level, component: 'test', onLine: (...line) => counts.note(...line)});
  return {say, keeper: new CountKeeper({redis, counts, log}), counts};
}

test('the names of the contract are told, with what happened', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {socket} = await openSocket(t, server.url);
  const {body} = await server.send({text: 'hello'});
  await server.get(`${body['poll_url']}?wait=25`);
  const text = await until(async () => {
    const text = await told(server);
    return sampleOf(text, 'widget_messages_processed_total') === 1 ? text : undefined;
  });
  t.is(sampleOf(text, 'widget_websocket_connections'), 1);
  t.is(sampleOf(text, 'widget_response_latency_count'), 1);
  t.is(sampleOf(text, 'widget_response_latency_bucket{le="+Inf"}'), 1);
  t.true((sampleOf(text, 'widget_response_latency_sum') ?? 0) > 0);
  for (const [name, type] of [
    ['widget_messages_processed_total', 'counter'],
    ['widget_websocket_connections', 'gauge'],
    ['widget_response_latency', 'histogram'],
  ]) {
    t.true(text.includes(`# TYPE ${name} ${type}\n`), name);
  }
  t.is(sampleOf(text, 'plaintalk_workers'), 1);
  t.is(sampleOf(text, 'plaintalk_redis_up'), 1);
  socket.close();
});

test('every line is one of Prometheus’ text format, and no series comes twice', async t => {
  const server = await testServer(t);
  const {say, keeper} = countedLog(server);
  say.warn({agent: 'a "quoted\\ \nname', code: 'c|d'}, 'agent.failed');
  say.info({channel: 'widget', agent: 'faq', status: 'done', attempt: 1, ms: 70}, 'turn.finished');
  await keeper.bring();
  const response = await fetch(`${server.url}/metrics`);
  t.regex(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter(line => line !== '');
  const series = lines.filter(line => !line.startsWith('#'));
  for (const line of series) {
    t.regex(line, /^[a-z_]\w*(\{(\w+="([^"\\]|\\[\\n"])*",?)*\})? (-?[\d.e+-]+|Na[Nn]|\+Inf)$/);
  }
  const names = series.map(line => line.slice(0, line.lastIndexOf(' ')));
  t.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
  const kinds = lines.filter(line => line.startsWith('# TYPE')).map(line => line.split(' ')[2]);
  t.is(new Set(kinds).size, kinds.length);
});

test('what is logged is counted, whatever the level, also by children, over processes and restarts', async t => {
  const server = await testServer(t);
  for (const level of ['silent', 'silent', 'fatal']) {
    const {say, keeper} = countedLog(server, level);
    const child = say.child({channel: 'widget', message: 'm1'});
    child.info({status: 'done', attempt: 1, agent: 'faq', ms: 300}, 'turn.finished');
    child.child({clinic: 'demo'}).info({reason: 'ended'}, 'turn.skipped');
    say.debug({route: '/x', method: 'GET', status: 429, code: 'rate_limited'}, 'request.finished');
    say.warn({count: 4}, 'messages.reconciled');
    await keeper.bring();
    await keeper.bring();
  }
  const text = await told(server);
  t.is(sampleOf(text, 'plaintalk_turns_total{channel="widget",status="done",code=""}'), 3);
  t.is(sampleOf(text, 'plaintalk_turns_skipped_total{reason="ended"}'), 3);
  t.is(sampleOf(text, 'plaintalk_refusals_total{code="rate_limited"}'), 3);
  t.is(sampleOf(text, 'plaintalk_messages_reconciled_total'), 12);
  t.is(sampleOf(text, 'plaintalk_turn_seconds_bucket{agent="faq",le="0.25"}'), 0);
  t.is(sampleOf(text, 'plaintalk_turn_seconds_bucket{agent="faq",le="0.5"}'), 3);
  t.is(sampleOf(text, 'plaintalk_turn_seconds_sum{agent="faq"}'), 0.9);
});

test('no metric has a session, a message or a person in its labels, and series are bounded', async t => {
  const few = [
    'route',
    'method',
    'status',
    'code',
    'channel',
    'attempt',
    'agent',
    'reason',
    'clinic',
    'instance',
    'page',
  ];
  for (const {name, labels} of counted)
    t.true(
      labels.every(label => few.includes(label)),
      name,
    );
  const server = await testServer(t);
  const {say, keeper} = countedLog(server);
  for (let i = 0; i < 1000; i++) say.warn({agent: 'x', code: `c${i}`}, 'agent.failed');
  await keeper.bring();
  const series = (await told(server))
    .split('\n')
    .filter(line => line.startsWith('plaintalk_agent_failures_total{'));
  t.true(series.length <= 201);
  t.is(
    series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0),
    1000,
  );
});

test('series are bounded over all processes and restarts, and nothing that was counted is lost', async t => {
  const server = await testServer(t);
  const page = (path: number) => ({clinic: 'demo', page: `https://page.example/${path}`});
  for (let process = 0; process < 3; process++) {
    const {say, keeper} = countedLog(server);
    for (let i = 0; i < 150; i++) say.warn(page(process * 1000 + i), 'legacy.used');
    await keeper.bring();
    say.warn(page(0), 'legacy.used');
    await keeper.bring();
  }
  const series = (await told(server))
    .split('\n')
    .filter(line => line.startsWith('plaintalk_legacy_requests_total{'));
  t.is(series.length, 201);
  t.is(
    series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0),
    453,
  );
  t.true(series.some(line => line.endsWith('page="https://page.example/0"} 4')));
});

test('while Redis is away, the process tells of itself, and counts are kept until it is back', async t => {
  t.timeout(30_000);
  const given = await ownRedis(t);
  const server = await testServer(t, {redis: given});
  const {say, keeper} = countedLog(server);
  await given.server.kill();
  say.warn({agent: 'x', code: 'late'}, 'agent.failed');
  await t.throwsAsync(keeper.bring());
  const text = await told(server);
  t.is(sampleOf(text, 'plaintalk_redis_up'), 0);
  t.is(sampleOf(text, 'widget_websocket_connections'), 0);
  t.true((sampleOf(text, 'process_resident_memory_bytes') ?? 0) > 0);
  await given.server.start();
  await until(() => given.redis.ready);
  await keeper.bring();
  t.is(sampleOf(await told(server), 'plaintalk_agent_failures_total{agent="x",code="late"}'), 1);
});

test('metrics are for operators only', async t => {
  const server = await testServer(t, {adminToken: 'token-of-the-tests'});
  t.is((await fetch(`${server.url}/metrics`)).status, 401);
  const authorization = 'Bearer token-of-the-tests';
  t.is((await fetch(`${server.url}/metrics`, {headers: {authorization}})).status, 200);
});

test('dashboard and alerts load, and ask for nothing that is not told; docs/metrics.md tells each', async t => {
  const server = await testServer(t);
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const told = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(
    ([, name = '', kind = '']) => [name, kind] as const,
  );
  const kinds = new Map([...told, ['plaintalk_turns_running', 'gauge']]);
  const folder = join(root, 'docs/monitoring');
  const dashboard = JSON.parse(readFileSync(join(folder, 'dashboard.json'), 'utf8'));
  const alerts = parse(readFileSync(join(folder, 'alerts.yaml'), 'utf8'));
  const rules: {alert: string; expr: string; annotations: {action: string}}[] = alerts.groups[0].rules;
  const queries: string[] = [
    ...dashboard.panels.flatMap(({targets}: {targets: {expr: string}[]}) => targets.map(({expr}) => expr)),
    ...rules.map(({expr}) => expr),
  ];
  t.true(queries.length > 30);
  for (const query of queries) {
    const asked = query.match(/\b(?:plaintalk|widget|nodejs|process)_\w+/g) ?? [];
    t.true(asked.length > 0, query);
    for (const name of asked) {
      const family = name.replace(/_(?:bucket|sum|count)$/, '');
      t.true(kinds.has(name) || kinds.get(family) === 'histogram', name);
    }
  }
  for (const {alert, annotations} of rules) t.truthy(annotations.action, alert);
  const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
  const ours = [...text.matchAll(/^# HELP ((?:widget|plaintalk)_\w+) (.*)$/gm)];
  t.true(ours.length > 40);
  for (const [, name, help] of ours) t.true(page.includes(`| \`${name}\` | ${help} |`), name);
});

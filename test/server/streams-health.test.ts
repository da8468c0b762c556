import type {ExecutionContext} from 'ava';
import {recordStatus} from '../../core/channels/hearing/record-status.ts';
import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {cancel} from '../../core/queue/cancel.ts';
import {bounds, quantile, readWidgetStats} from '../../core/queue/figures/histogram.ts';
import {finish} from '../../core/queue/finish.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {StreamsHealth} from '../../core/wire/health.ts';
import {add, announce, options, take, testQueue} from '../helpers/queue.ts';
import {ownRedis} from '../helpers/redis.ts';
import {limits, type ServerOptions, testServer} from '../helpers/server.ts';
import {openSocket} from '../helpers/socket.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const path = '/admin/streams/health';

/** The application, with a way to ask it how it is; the answer has passed its schema. */
async function healthServer(t: ExecutionContext, given: ServerOptions = {}) {
  const server = await testServer(t, given);
  const health = async () => {
    const {status, body} = await server.get(path);
    if (status !== 200) throw t.fail(`health said ${status}`);
    return StreamsHealth.parse(body);
  };
  return {...server, health};
}

/** Answers a message that was accepted so long ago. */
async function answerAfter(t: ExecutionContext, redis: Redis, id: string, ms: number): Promise<void> {
  await add(redis, id);
  const turn = await take(t, redis);
  const [seconds, micros] = await redis.run(client => client.time());
  const nowMs = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  await redis.run(client => client.hSet(keys.message(id), 'created_at', nowMs - ms));
  await finish(redis, options, turn, {status: 'done', text: 'yes'});
}

async function setState(redis: Redis, instance: string, fields: Record<string, string | number>) {
  await redis.run(client => client.hSet(keys.account('whatsapp', instance), fields));
}

test('before any message and any worker it says that nobody is there', async t => {
  const {health} = await healthServer(t);
  const nothing = {length: 0, lag: 0, pending: 0, oldest_age_ms: 0, open: 0, delayed: 0, lanes: 0, dead: 0};
  const {redis, ...rest} = await health();
  t.like(redis, {max_bytes: null, max_connections: 10_000, role: 'master'});
  t.deepEqual(rest, {
    status: 'down',
    reasons: ['no_workers: no worker is alive; 0 messages wait'],
    streams: {
      messages: nothing,
      outbox: {waiting: 0, delayed: 0, parked: [], dead: 0, given_up: [], opted_out: 0},
    },
    workers: {total: 0, slots: 0, present: []},
    channels: [],
    upstreams: [],
    guard: [],
    widget_stats: {
      widget_messages_processed: 0,
      widget_websocket_connections: 0,
      widget_long_polls: 0,
      widget_response_latency: {count: 0, p50: null, p95: null, p99: null},
    },
  });
});

test('with a worker all is well, and each reply of the widget is counted', async t => {
  const server = await healthServer(t);
  const worker = await testWorker(t, server, echo);
  for (const session_id of ['s1', 's2', 's3']) {
    const {body} = await server.send({text: 'hello', session_id});
    await server.get(`${body['poll_url']}?wait=25`);
  }
  await until(async () => (await server.health()).status === 'ok');
  const {reasons, workers, widget_stats: stats, streams} = await server.health();
  t.deepEqual(reasons, []);
  t.deepEqual(workers, {total: 1, slots: 16, present: [{name: worker.name, slots: 16, holds: 0}]});
  t.is(stats.widget_messages_processed, 3);
  const {count, p50, p99} = stats.widget_response_latency;
  t.is(count, 3);
  t.true(p50 !== null && p99 !== null && 0 < p50 && p50 <= p99 && p99 <= 5);
  t.like(streams.messages, {length: 0, open: 0});
});

test('queued, running and delayed messages are told apart, and a slow queue is named', async t => {
  const server = await healthServer(t, {limits: {...limits, deadlineMs: 50, queueMaxLength: 4}});
  const {redis} = await testQueue(t, server);
  await announce(redis, 'w1', 2);
  await announce(redis, 'w2', 3);
  for (const id of ['m1', 'm2', 'm3', 'm4']) await add(redis, id);
  await retry(redis, options, await take(t, redis), new ChatError('agent_unavailable'));
  await take(t, redis);
  await redis.run(client => client.zAdd(keys.lanes, {score: 1, value: 'm9 widget s9'}));
  await until(async () => (await server.health()).streams.messages.oldest_age_ms > 25);
  const {status, reasons, streams, workers} = await server.health();
  t.like(streams.messages, {length: 3, lag: 2, pending: 1, open: 4, delayed: 1, lanes: 1, dead: 0});
  t.is(status, 'degraded');
  t.regex(
    reasons[0] ?? '',
    /^queue_slow: the oldest message has waited for \d+ s, and 2 others .*; 2 workers answer 5 at once$/,
  );
  t.deepEqual(reasons.slice(1), ['queue_full: 4 messages are open, of 4: sends are refused']);
  t.like(workers, {total: 2, slots: 5});
});

test('an entry that was deleted unread does not hide what waits', async t => {
  const server = await healthServer(t);
  const {redis} = await testQueue(t, server);
  for (const id of ['m1', 'm2', 'm3']) await add(redis, id);
  const [first, second] = (await redis.run(client => client.xRange(keys.stream, '-', '+'))) ?? [];
  await take(t, redis);
  await redis.run(client => client.xDel(keys.stream, second?.id ?? ''));
  t.truthy(first);
  t.like((await server.health()).streams.messages, {length: 2, lag: 1, pending: 1});
});

test('long polls and sockets of this process are counted while they last', async t => {
  const server = await healthServer(t);
  const {body} = await server.send({text: 'hello', session_id: 's1'});
  const poll = new AbortController();
  const waiting = fetch(new URL(`${body['poll_url']}?wait=25`, server.url), {signal: poll.signal});
  const {socket} = await openSocket(t, server.url);
  const counts = async () => (await server.health()).widget_stats;
  await until(async () => (await counts()).widget_long_polls === 1);
  t.is((await counts()).widget_websocket_connections, 1);
  poll.abort();
  await t.throwsAsync(waiting, {any: true});
  socket.close();
  const left = until(async () => {
    const {widget_long_polls: polls, widget_websocket_connections: sockets} = await counts();
    return polls + sockets === 0;
  });
  await t.notThrowsAsync(left);
});

test('instances that are closed, silent, failing or unknown are named, and those that are well are not', async t => {
  const instances = ['well', 'closed', 'silent', 'new', 'failing', 'failed'];
  const server = await healthServer(t, {instances});
  const {redis, log} = server;
  await announce(redis, 'w1', 1);
  const now = Date.now();
  const dayMs = 24 * 3_600_000;
  await setState(redis, 'well', {state: 'open', state_at: now, last_inbound_at: now - dayMs + 60_000});
  await setState(redis, 'closed', {state: 'close', state_at: now, last_inbound_at: now - 2 * dayMs});
  await setState(redis, 'silent', {state: 'open', state_at: now, last_inbound_at: now - dayMs - 1000});
  for (const instance of ['failing', 'failed']) {
    await setState(redis, instance, {state: 'open', state_at: now, last_inbound_at: now});
  }
  const receipt = {type: 'receipt', account: 'failing', providerId: '3EB0A', status: 'failed'} as const;
  await recordStatus({redis, log}, 'whatsapp', receipt);
  await setState(redis, 'failed', {failed: 3, failed_at: now - dayMs});
  const {status, reasons, channels} = await server.health();
  t.is(status, 'degraded');
  const heads = reasons.map(reason => reason.split(':')[0]);
  t.regex(reasons[0] ?? '', /^instance_close closed: WhatsApp is not connected since \d\d:\d\d UTC: /);
  t.deepEqual(heads, [
    'instance_close closed',
    'instance_silent silent',
    'instance_unknown new',
    'sends_failed failing',
  ]);
  t.deepEqual(
    channels.map(({instance, silent, failed}) => ({instance, silent, failed})),
    instances.map(instance => ({
      instance,
      silent: instance === 'silent',
      failed: {failing: 1, failed: 3}[instance] ?? 0,
    })),
  );
  t.is(channels[0]?.state_at, new Date(now).toISOString());
  t.is(channels[3]?.last_inbound_at, null);
});

test('letters that wait and accounts through which nothing can leave are reported', async t => {
  const server = await healthServer(t);
  const {redis} = server;
  await announce(redis, 'w1', 1);
  await redis.run(client =>
    Promise.all([
      client.xAdd(keys.outbox, '*', {message: 'm1', channel: 'whatsapp', session: 'acct1:chat'}),
      client.zAdd(keys.outboxDelayed, {score: 1, value: 'm2 whatsapp acct1:chat2'}),
      client.hSet(keys.parked, {'whatsapp acct1': '1', 'sms twilio': '1'}),
      client.hSet(keys.account('whatsapp', 'acct1'), 'parked_for', 'token_expired'),
      client.hSet(keys.givenUp, {'whatsapp north%20side not_on_whatsapp': '2', 'sms twilio bounced': '1'}),
      client.zAdd(keys.optedOut, {score: 1, value: 'sms twilio:chat'}),
    ]),
  );
  const {status, reasons, streams} = await server.health();
  t.is(status, 'degraded');
  t.is(reasons.length, 2);
  t.regex(reasons[0] ?? '', /^account_parked sms twilio: nothing leaves through it/);
  t.regex(reasons[1] ?? '', /^account_parked whatsapp acct1: nothing leaves through it .*\(token_expired\)$/);
  t.deepEqual(streams.outbox, {
    waiting: 1,
    delayed: 1,
    parked: ['sms twilio', 'whatsapp acct1'],
    dead: 0,
    given_up: [
      {channel: 'whatsapp', account: 'north side', reason: 'not_on_whatsapp', count: 2},
      {channel: 'sms', account: 'twilio', reason: 'bounced', count: 1},
    ],
    opted_out: 1,
  });
});

test('health is for admins only, and 503 while Redis is away', async t => {
  const given = await ownRedis(t);
  const server = await testServer(t, {redis: given, adminToken: 'a-token-of-the-test'});
  const authorization = 'Bearer a-token-of-the-test';
  t.is((await server.get(path)).status, 401);
  t.is((await server.get(path, {authorization: 'Bearer another'})).status, 401);
  t.is((await server.get(path, {authorization})).status, 200);
  await given.server.kill();
  const away = await until(async () => {
    const answer = await server.get(path, {authorization});
    return answer.status === 200 ? undefined : answer;
  });
  t.is(away.status, 503);
  t.is(away.body['code'], 'unavailable');
  t.truthy(away.headers.get('retry-after'));
});

test('a look at health costs as many commands with messages as without, and none that scans', async t => {
  const instances = ['one', 'two'];
  const server = await healthServer(t, {instances});
  const {redis} = await testQueue(t, server);
  const commands = async () => {
    const stats = await redis.run(client => client.info('commandstats'));
    const counts = [...stats.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(([, name = '', calls]) => [
      name,
      Number(calls),
    ]);
    return Object.fromEntries(counts) as Record<string, number>;
  };
  const cost = async () => {
    const before = await commands();
    await server.health();
    const after = await commands();
    return Object.entries(after).flatMap(([name, calls]) => {
      const more = calls - (before[name] ?? 0);
      return more > 0 && name !== 'info' && name !== 'xread' ? [`${name} ${more}`] : [];
    });
  };
  /** The server's own loops may ask something in between: what it costs each time is what the look costs. */
  const eachTime = async () => {
    const costs = [await cost(), await cost(), await cost()];
    return costs[0]?.filter(one => costs.every(others => others.includes(one)));
  };
  await server.health();
  const empty = (await eachTime()) ?? [];
  t.true(empty.length > 5);
  for (let i = 0; i < 50; i++) await add(redis, `m${i}`);
  t.deepEqual(await eachTime(), empty);
  t.false(empty.some(name => /^(scan|keys|hscan|sscan|zscan)/.test(name)));
});

test('replies are counted by how long they took, for each bound of the histogram', async t => {
  const {redis} = await testQueue(t);
  // Redis' clock goes on meanwhile: near the beginning of each bucket, so that it is not left.
  const took = bounds.map((bound, i) => {
    const lower = bounds[i - 1] ?? 0;
    return Math.round(1000 * (lower + (bound - lower) / 10));
  });
  for (const [i, ms] of [...took, 300_000].entries()) await answerAfter(t, redis, `m${i}`, ms);
  const {buckets, seconds, failed} = await readWidgetStats(redis);
  t.deepEqual(buckets, new Array(bounds.length + 1).fill(1));
  const expected = took.reduce((sum, ms) => sum + ms, 300_000) / 1000;
  t.true(Math.abs(seconds - expected) < 1, `${seconds} s`);
  t.is(failed, 0);
});

test('a failed message is counted as processed, a cancelled one and those of other channels are not', async t => {
  const server = await healthServer(t);
  const {redis} = await testQueue(t, server);
  await add(redis, 'm1');
  const failing = await take(t, redis);
  await finish(redis, options, failing, {status: 'failed', code: 'agent_refused'});
  await add(redis, 'm2');
  await cancel(redis, options, {message: 'm2', channel: 'widget', session: 'm2'});
  const {widget_stats: stats} = await server.health();
  t.is(stats.widget_messages_processed, 1);
  t.is(stats.widget_response_latency.count, 0);
});

test('percentiles are interpolated within their bucket, and the last one has an end', t => {
  const stats = (...counts: [number, number][]) => {
    const buckets: number[] = new Array(bounds.length + 1).fill(0);
    for (const [bound, count] of counts) buckets[(bounds as readonly number[]).indexOf(bound)] = count;
    return {buckets, seconds: 0, failed: 0};
  };
  t.is(quantile(stats(), 0.5), null);
  t.is(quantile(stats([2, 10]), 0.5), 1.5);
  t.is(quantile(stats([1, 50], [8, 50]), 0.5), 1);
  t.is(quantile(stats([1, 50], [8, 50]), 0.75), 6.5);
  t.is(quantile({...stats([1, 1]), buckets: [...new Array(bounds.length).fill(0), 9]}, 0.99), 120);
});

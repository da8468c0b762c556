import {randomBytes} from 'node:crypto';
import {testServer} from '../helpers/server.ts';
import {call} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';

const sessions = 1000;

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test(`of ${sessions} sessions none reads another’s message: the same answer as for none, in the same time`, async t => {
  t.timeout(240_000);
  const server = await testServer(t);
  const {url, send} = server;
  const owners: {poll: string; bearer: {authorization: string}}[] = [];
  for (let i = 0; i < sessions; i += 1) {
    const {body} = await send({text: `canary-${i}`});
    owners.push({poll: String(body['poll_url']), bearer: {authorization: `Bearer ${body['token']}`}});
  }
  const bodies = new Set<string>();
  const times = {foreign: [] as number[], unknown: [] as number[]};
  let leaks = 0;
  for (const [i, {bearer}] of owners.entries()) {
    const foreign = owners[(i + 1 + Math.floor(Math.random() * (sessions - 1))) % sessions]?.poll ?? '';
    const unknown = `/apps/voice-api/widget-poll/${randomBytes(16).toString('base64url')}`;
    const kinds = [
      ['foreign', foreign],
      ['unknown', unknown],
    ] as const;
    for (const [kind, path] of i % 2 ? kinds : kinds.toReversed()) {
      const began = performance.now();
      const response = await fetch(`${url}${path}?wait=25`, {headers: bearer});
      const body = await response.text();
      times[kind].push(performance.now() - began);
      bodies.add(`${response.status} ${body}`);
      if (response.status !== 404 || body.includes('canary')) leaks += 1;
    }
  }
  t.is(leaks, 0);
  t.is(bodies.size, 1, [...bodies].join('\n'));
  const apart = Math.abs(median(times.foreign) - median(times.unknown));
  t.log(`medians ${median(times.foreign).toFixed(2)} and ${median(times.unknown).toFixed(2)} ms`);
  t.true(apart <= 1, `the medians are ${apart} ms apart`);
});

test('a read by a token is one round trip to Redis: whose the message is comes with it', async t => {
  const {url, api, send, redis} = await testServer(t);
  const {body} = await send({text: 'mine'});
  const bearer = {authorization: `Bearer ${body['token']}`};
  let underWay = 0;
  let roundTrips = 0;
  const run = redis.run.bind(redis);
  redis.run = async (command, deadlineMs) => {
    if (underWay++ === 0) roundTrips += 1;
    try {
      return await run(command, deadlineMs);
    } finally {
      underWay -= 1;
    }
  };
  const id = body['message_id'];
  for (const [method, address] of [
    ['GET', `${url}${body['poll_url']}`],
    ['GET', `${url}${body['poll_url']}?after=0`],
    ['HEAD', `${api}/widget-stream/${id}`],
    ['GET', `${api}/widget-log/${id}`],
  ] as const) {
    const counts: number[] = [];
    for (let i = 0; i < 5; i++) {
      roundTrips = 0;
      t.is((await fetch(address, {method, headers: bearer})).status, 200);
      counts.push(roundTrips);
    }
    t.is(Math.min(...counts), 1, `${method} ${address}`); // some may meet what the process does beside it
  }
});

test('another session’s message is not there, whichever way it is asked for', async t => {
  const server = await testServer(t);
  const {url, api, send} = server;
  const [mine, other] = [(await send({text: 'mine'})).body, (await send({text: 'canary'})).body];
  const bearer = {authorization: `Bearer ${mine['token']}`};
  const unknown = randomBytes(16).toString('base64url');
  const ways = (id: string): [string, string, unknown?][] => [
    [`${api}/widget-poll/${id}`, 'GET'],
    [`${api}/widget-poll/${id}?wait=25&after=0`, 'GET'],
    [`${api}/widget-poll/${id}`, 'DELETE'],
    [`${api}/widget-stream/${id}`, 'GET'],
    [`${api}/widget-feedback/${id}`, 'POST', {rating: 'up'}],
  ];
  const [foreign, absent] = [ways(String(other['message_id'])), ways(unknown)];
  for (const [i, [address, method, body]] of foreign.entries()) {
    const answers = await Promise.all([
      call(address, method, bearer, body),
      call(absent[i]?.[0] ?? '', method, bearer, body),
    ]);
    for (const {status} of answers) t.is(status, 404, `${method} ${address}`);
    t.deepEqual(answers[0].body, answers[1].body);
  }
  t.is((await call(`${url}${other['poll_url']}`, 'GET')).body['status'], 'queued', 'nothing was cancelled');
});

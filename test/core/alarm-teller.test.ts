import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {keys} from '../../core/keys.ts';
import {AlarmTeller} from '../../core/queue/alarms/alarm-teller.ts';
import {eraseSession} from '../../core/sessions/erase-session.ts';
import {testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const alarm = 'I have crushing chest pain and cannot breathe';

/** A clinic whose server answers with these statuses in turn, then with 204; `null`: not at all. */
async function clinicThatIsTold(t: ExecutionContext, statuses: (number | null)[]) {
  const told: string[] = [];
  const further: unknown[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const post = JSON.parse(body);
    told.push(post.session_id);
    further.push(post.further);
    const status = statuses.length > 0 ? statuses.shift() : 204;
    if (typeof status === 'number') response.writeHead(status).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const {port} = server.address() as AddressInfo;
  const demo = loadClinics(defaultClinicsDir).get('demo');
  if (!demo) throw t.fail('there is no demo clinic');
  const clinic = {...demo, guard: {notify: {url: `http://127.0.0.1:${port}/`}}};
  const known = new Map(['demo', 'other'].map(id => [id, {...clinic, id}]));
  const app = await testServer(t, {clinics: {known, fallback: 'demo'}, proxyHops: 1});
  const start = (pauseMs = 1000) => {
    const {redis, log} = app;
    const teller = new AlarmTeller({
      redis,
      log,
      clinics: known,
      secret: undefined,
      everyMs: 20,
      againMs: 100,
      pauseMs,
    });
    teller.start();
    t.teardown(() => teller.stop());
    return teller;
  };
  const hangUp = () => server.closeAllConnections();
  const open = () => app.redis.run(client => client.zCard(keys.alarms));
  return {...app, told, further, start, hangUp, open};
}

test('is told again until it answers well, by whichever process', async t => {
  const {send, told, start, open} = await clinicThatIsTold(t, [500, 302]);
  await send({text: alarm, session_id: 's1'});
  start();
  start();
  await until(async () => (await open()) === 0);
  t.deepEqual(told, ['s1', 's1', 's1']);
});

test('that does not answer holds up nobody else who is to be told', async t => {
  const silent = Array.from({length: 20}, () => null);
  const {send, told, start, hangUp} = await clinicThatIsTold(t, silent);
  for (let i = 1; i <= 12; i++) await send({text: alarm, session_id: `s${i}`});
  const teller = start();
  await until(() => told.length === 2);
  await send({text: alarm, session_id: 'another', clinic_id: 'other'});
  await t.notThrowsAsync(until(() => told.includes('another')));
  t.is(told.filter(id => id !== 'another').length, 2, 'so many at once of one clinic');
  const stopped = teller.stop();
  hangUp();
  await stopped;
});

test('is not told of what was erased, nor of what was ordinary or heard elsewhere', async t => {
  const {send, told, start, open, redis} = await clinicThatIsTold(t, []);
  await send({text: 'What are your opening hours?', session_id: 's0'});
  t.is(await open(), 0);
  await send({text: alarm, session_id: 's1'});
  t.is(await open(), 1);
  await eraseSession(redis, {resultTtlMs: 60_000, eventsTtlMs: 60_000}, {channel: 'widget', session: 's1'});
  t.is(await open(), 0);
  await send({text: alarm, session_id: 's2'});
  start();
  await until(async () => (await open()) === 0);
  t.deepEqual(told, ['s2']);
});

test('of more than a few of one address is told once a minute for all, of another’s at once, and of none that was erased', async t => {
  const {send, told, further, start, open, redis} = await clinicThatIsTold(t, []);
  const via = (address: string) => ({'x-forwarded-for': address});
  for (let i = 1; i <= 24; i++) await send({text: alarm, session_id: `s${i}`}, via('203.0.113.7'));
  await send({text: alarm, session_id: 'another'}, via('203.0.113.8'));
  start();
  start();
  await until(async () => (await open()) === 0 && told.length >= 21);
  const alone = ['another', ...Array.from({length: 20}, (_, i) => `s${i + 1}`)];
  t.deepEqual(told.toSorted(), alone.toSorted());
  const retention = {resultTtlMs: 60_000, eventsTtlMs: 60_000};
  await eraseSession(redis, retention, {channel: 'widget', session: 's21'});
  await until(async () => (await redis.run(client => client.zCard(keys.crowds('alarms')))) === 0);
  t.deepEqual(told.slice(21), ['s22']);
  t.deepEqual(further, [...alone.map(() => undefined), 2]);
  t.deepEqual(await redis.run(client => client.keys('*alarms:crowd*')), []);
});

test('of a crowd whose first emergency is more than a day old the others are told', async t => {
  const {send, told, further, start, open, redis} = await clinicThatIsTold(t, []);
  for (let i = 1; i <= 23; i++) await send({text: alarm, session_id: `s${i}`});
  start(600_000);
  await until(async () => (await open()) === 0 && told.length === 20);
  const crowds = () => redis.run(client => client.zRange(keys.crowds('alarms'), 0, -1));
  const [oldest = ''] = await redis.run(client => client.zRange(keys.messages('widget', 's21'), 0, 0));
  const [crowd = ''] = await crowds();
  await redis.run(async client => {
    await client.hSet(keys.message(oldest), 'created_at', Date.now() - 90_000_000);
    await client.zAdd(keys.crowds('alarms'), {value: crowd, score: 1});
  });
  await until(async () => (await crowds()).length === 0);
  t.deepEqual(told.slice(20), ['s22']);
  t.is(further[20], 1);
});

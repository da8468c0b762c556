/** Who did what with whose conversation: an entry for each act, with no word in it, and no change of it unseen. */

import {audit} from '../../core/audit/audit.ts';
import {verifyAudit} from '../../core/audit/verify-audit.ts';
import {keys} from '../../core/keys.ts';
import {Redis} from '../../core/redis/connection.ts';
import {main as verifyCommand} from '../../scripts/audit.ts';
import {testDataKeys, testRedis} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {testSession} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

test('an operator’s act and a visitor’s erasing are written down before they are done, without words or names', async t => {
  const server = await testServer(t);
  const {redis, url, api, send, get, log} = server;
  await testWorker(t, server, echo);
  const post = (path: string, body: object, headers = {}) =>
    fetch(new URL(path, url), {
      method: 'POST',
      headers: {'content-type': 'application/json', ...headers},
      body: JSON.stringify(body),
    });
  const {body} = await send({text: 'my secret illness', session_id: 'private-name'});
  await get(`${body['poll_url']}?wait=25`);
  t.is((await post('/admin/sessions/private-name/reply', {text: 'a secret answer'})).status, 201);
  t.is((await post('/admin/sessions/private-name/resume', {})).status, 204);
  const opened = (await (await post(`${api}/widget/session`, {})).json()) as {token: string};
  const headers = {authorization: `Bearer ${opened.token}`};
  t.is((await fetch(`${api}/widget/session`, {method: 'DELETE', headers})).status, 204);

  const entries = await redis.run(async client => [
    ...((await client.xRange(keys.audit, '-', '+')) ?? []),
    ...((await client.xRange(keys.auditOfVisitors, '-', '+')) ?? []),
  ]);
  t.deepEqual(
    entries.map(({message}) => [message['act'], message['by']]),
    [
      ['conversation.answered', 'operator'],
      ['conversation.given_back', 'operator'],
      ['conversation.erased', 'visitor'],
    ],
  );
  t.notRegex(JSON.stringify(entries), /secret|private-name/);
  t.is(entries[0]?.message['session'], entries[1]?.message['session']);
  t.regex(String(entries[0]?.message['request']), /^[\w-]{8,}$/);
  t.like(await verifyAudit(redis), {entries: 2, broken: []});
  t.like(await verifyAudit(redis, 'visitors'), {entries: 1, broken: []});
  t.is(log.lines.filter(({msg}) => msg === 'audit.written').length, 3);
});

test('an act is written down for the conversation that it is done to, whatever else its address says', async t => {
  const {redis, url, send} = await testServer(t);
  await send({text: 'hello', session_id: 'taken'});
  for (const query of ['', '?channel=sms']) {
    const options = {method: 'POST', headers: {'content-type': 'application/json'}, body: '{}'};
    t.is((await fetch(new URL(`/admin/sessions/taken/take${query}`, url), options)).status, 200);
  }
  const entries = (await redis.run(client => client.xRange(keys.audit, '-', '+'))) ?? [];
  t.is(entries.length, 2);
  t.is(entries[0]?.message['session'], entries[1]?.message['session']);
});

test('a visitor’s erasing is written down once, however often it is asked for, and pushes out no act of an operator', async t => {
  const server = await testServer(t);
  const {redis, api, get} = server;
  const {bearer} = await testSession(server);
  t.is((await get('/admin/sessions')).status, 200);
  const erase = async () =>
    (await fetch(`${api}/widget/session`, {method: 'DELETE', headers: bearer})).status;
  t.deepEqual(new Set(await Promise.all(Array.from({length: 30}, erase))), new Set([204]));
  t.is(await erase(), 204);
  t.like(await verifyAudit(redis), {entries: 1, broken: []});
  t.like(await verifyAudit(redis, 'visitors'), {entries: 1, broken: []});
});

test('acts of many processes at the same time are one unbroken chain, at a few commands each', async t => {
  const {redis, connect, log, url} = await testRedis(t);
  const writers = [redis, connect('other')];
  await until(() => writers.every(writer => writer.ready));
  const commands = async () =>
    Number(/total_commands_processed:(\d+)/.exec(await redis.run(client => client.info('stats')))?.[1]);
  const before = await commands();
  await Promise.all(
    Array.from({length: 200}, (_, i) =>
      audit(writers[i % 2] ?? redis, log, {act: 'conversation.read', by: 'operator', session: `s${i}`}),
    ),
  );
  const each = ((await commands()) - before) / 200;
  t.true(each < 2, `${each} commands an act`);
  t.like(await verifyAudit(redis), {entries: 200, broken: []});
  t.is(new Set(log.lines.flatMap(({msg, hash}) => (msg === 'audit.written' ? [hash] : []))).size, 200);
  const out: string[] = [];
  const terminal = {print: (line: string) => out.push(line), error: (line: string) => out.push(line)};
  t.is(await verifyCommand({REDIS_URL: url, DATA_KEYS: testDataKeys}, terminal), 0);
  t.regex(out.join('\n'), /^operators: 200 entries since 20.*, unbroken$/m);
});

test('an act that is never its turn is refused in time, and is not written later', async t => {
  const {redis, log, url} = await testRedis(t);
  const own = {fields: ['act', 'conversation.read', 'hash']};
  let others = 0;
  class Slow extends Redis {
    override async run<T>(...given: Parameters<typeof Redis.prototype.run<T>>): Promise<T> {
      const hash = `of another ${others++}`;
      await redis.run(client => client.sendCommand(['XADD', keys.audit, '*', ...own.fields, hash]));
      return super.run(...given);
    }
  }
  const slow = new Slow({url, name: 'slow', log, sealer: redis.sealer}).start();
  t.teardown(() => slow.stop());
  await until(() => slow.ready);
  const act = () => audit(slow, log, {act: 'conversation.read', by: 'operator', session: 's1'});
  const refused = await Promise.allSettled([act(), act()]);
  t.deepEqual(
    refused.map(one => one.status === 'rejected' && one.reason.code),
    ['unavailable', 'unavailable'],
  );
  t.is(await redis.run(client => client.xLen(keys.audit)), others);
  t.false(log.lines.some(({msg}) => msg === 'audit.written'));
});

for (const [name, tamper] of Object.entries({
  'an entry that was taken out': ids => ['XDEL', keys.audit, ids[3] ?? ''],
  'the last entry but one taken out': ids => ['XDEL', keys.audit, ids[8] ?? ''],
  'an entry that was put in at the end': () => [
    ...['XADD', keys.audit, '*', 'previous', 'x', 'act', 'conversation.read', 'by', 'operator', 'hash', 'y'],
  ],
} satisfies Record<string, (ids: string[]) => string[]>)) {
  test(`${name} is found`, async t => {
    const {redis, log, url} = await testRedis(t);
    for (let i = 0; i < 10; i++)
      await audit(redis, log, {act: 'conversation.read', by: 'operator', session: `s${i}`});
    const ids = ((await redis.run(client => client.xRange(keys.audit, '-', '+'))) ?? []).map(({id}) => id);
    await redis.run(client => client.sendCommand(tamper(ids)));
    t.is((await verifyAudit(redis)).broken.length, 1);
    const err: string[] = [];
    const terminal = {print: () => undefined, error: (line: string) => err.push(line)};
    t.is(await verifyCommand({REDIS_URL: url, DATA_KEYS: testDataKeys}, terminal), 1);
    t.is(err.length, 1);
  });
}

test('an entry whose words were changed is found, though it has the hash of the one before', async t => {
  const {redis, log} = await testRedis(t);
  for (let i = 0; i < 3; i++)
    await audit(redis, log, {act: 'conversation.read', by: 'operator', session: `s${i}`});
  const entries = (await redis.run(client => client.xRange(keys.audit, '-', '+'))) ?? [];
  await redis.run(client => client.del(keys.audit));
  for (const {id, message} of entries) {
    const changed = id === entries[1]?.id ? {...message, by: 'visitor'} : message;
    await redis.run(client => client.xAdd(keys.audit, id, {...changed}));
  }
  t.deepEqual((await verifyAudit(redis)).broken, [entries[1]?.id]);
});

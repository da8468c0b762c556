import type {ExecutionContext} from 'ava';
import {EvolutionClient} from '../../core/channels/whatsapp/evolution-client.ts';
import {readInstances} from '../../core/channels/whatsapp/read-instances.ts';
import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {Instances} from '../../worker/channels/instances.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {limits, testQueue} from '../helpers/queue.ts';
import {receiveDeps} from '../helpers/receive.ts';
import {openedMessage} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

async function testCare(t: ExecutionContext, readEveryMs = 60_000) {
  const evolution = await fakeEvolution(t);
  const {redis, log} = await testQueue(t);
  const door = {open: true};
  const start = () => {
    const care = new Instances({
      ...receiveDeps(redis, {log}),
      secrets: {webhookSecret: 'test-webhook-secret', webhookSecrets: new Map()},
      instances: new Map([['acct1', 'demo']]),
      client: new EvolutionClient({url: evolution.url, apiKey: 'test-key'}),
      accept: async message => {
        if (!door.open) throw new ChatError('unavailable');
        const outcome = await enqueue(redis, limits, message);
        if (outcome.status !== 'queued' && outcome.status !== 'repeated') throw new Error(outcome.status);
        return {id: outcome.id};
      },
      everyMs: 40,
      readEveryMs,
    }).start();
    t.teardown(() => care.stop());
    return care;
  };
  const known = () => redis.run(client => client.hGetAll(keys.account('whatsapp', 'acct1')));
  const queued = () => redis.run(client => client.xLen(keys.stream));
  return {evolution, redis, log, door, start, known, queued};
}

const writer = '15550100001@s.whatsapp.net';

test('the state of an instance is known, and its changes are in the log', async t => {
  const {evolution, redis, log, start, known} = await testCare(t);
  start();
  await log.seen('instance.changed', {instance: 'acct1', status: 'open'});
  await until(async () => (await readInstances(redis, ['acct1']))[0]?.state === 'open');
  evolution.states.set('acct1', 'connecting');
  await log.seen('instance.changed', {status: 'connecting', level: 'error'});
  evolution.states.delete('acct1');
  await log.seen('instance.changed', {status: 'close'});
  await until(async () => (await known())['state'] === 'close');
  t.like((await readInstances(redis, ['acct1', 'acct2']))[1], {instance: 'acct2', state: 'unknown'});
});

test('what came before the first look is left alone', async t => {
  const {evolution, start, known, queued} = await testCare(t, 20);
  const old = evolution.receive('acct1', writer, 'old', true);
  old.messageTimestamp -= 600;
  start();
  await until(async () => (await known())['read_at'] !== undefined);
  evolution.receive('acct1', '15550100002@s.whatsapp.net', 'new', true);
  await until(async () => (await queued()) === 1);
  const {read_at: readAt} = await known();
  await until(async () => (await known())['read_at'] !== readAt);
  t.is(await queued(), 1);
});

test('what was missed while an instance was away is read when it is back, each once, in its order', async t => {
  const {evolution, redis, log, start, known, queued} = await testCare(t);
  start();
  await until(async () => (await known())['read_at'] !== undefined);
  evolution.states.set('acct1', 'close');
  await log.seen('instance.changed', {status: 'close'});
  for (let n = 1; n <= 3; n++) evolution.receive('acct1', writer, `text ${n}`, true);
  evolution.receive('acct1', '1203630000@g.us', 'in a group', true);
  for (const [n, record] of (evolution.records.get('acct1') ?? []).entries())
    record.messageTimestamp += n - 5;
  evolution.states.set('acct1', 'open');
  await until(async () => (await queued()) === 1);
  const [session] = await redis.run(client => client.keys('whatsapp:*:turns'));
  const texts = async () => {
    const turns = await redis.run(client => client.lRange(session ?? '', 0, -1));
    return Promise.all(turns.map(async id => (await openedMessage(redis, id))['text']));
  };
  await until(async () => (await texts()).length === 3);
  t.deepEqual(await texts(), ['text 1', 'text 2', 'text 3']);
});

test('a stretch that could not be read is read again', async t => {
  const {evolution, log, door, start, known, queued} = await testCare(t, 20);
  start();
  await until(async () => (await known())['read_at'] !== undefined);
  door.open = false;
  evolution.receive('acct1', writer, 'missed', true);
  await log.seen('instance.unattended', {instance: 'acct1'});
  const before = (await known())['read_at'];
  await until(() => log.lines.filter(line => line.msg === 'instance.unattended').length > 2);
  t.is((await known())['read_at'], before);
  door.open = true;
  await until(async () => (await queued()) === 1);
});

import {hasEnded, readMessage} from '../../core/events/read.ts';
import {keys} from '../../core/keys.ts';
import {cancel} from '../../core/queue/cancel.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {Question} from '../../worker/agents/agent.ts';
import {gate} from '../helpers/gate.ts';
import {message} from '../helpers/queue.ts';
import {testRedis} from '../helpers/redis.ts';
import {limits} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testWorker} from '../helpers/worker.ts';

const options = {resultTtlMs: 600_000, eventsTtlMs: 60_000};

const ask = (redis: Redis, id: string, clinic: string) =>
  enqueue(redis, limits, message(id, {session: id, clinic}));

async function ended(redis: Redis, id: string): Promise<string> {
  return until(async () => {
    const found = await readMessage(redis, id);
    return found && hasEnded(found) && found.status;
  });
}

test('a clinic whose back end is slow holds up itself, and no other', async t => {
  const given = await testRedis(t);
  const {redis} = given;
  const backEnd = gate();
  const reply = async function* ({clinic}: Question) {
    if (clinic.id === 'demo') await backEnd.opened;
    yield 'ok';
  };
  for (let i = 0; i < 2; i++) await testWorker(t, given, reply, {turns: {concurrency: 8}});
  const ids = Array.from({length: 40}, (_, i) => `slow${i}`);
  await until(async () => (await redis.run(client => client.zCard(keys.workers))) === 2);
  for (const id of ids) await ask(redis, id, 'demo');
  await until(async () => (await redis.run(client => client.zCard(keys.aside))) === 26);
  for (let i = 0; i < 10; i++) {
    await ask(redis, `quick${i}`, 'demo-es');
    t.is(await ended(redis, `quick${i}`), 'done');
  }
  t.is(await redis.run(client => client.zCard(keys.slots)), 14, 'the slow ones hold theirs');
  await cancel(redis, options, {message: 'slow39', channel: 'widget', session: 'slow39'});
  backEnd.open();
  const all = await Promise.all(ids.map(id => ended(redis, id)));
  t.deepEqual(
    all.filter(status => status !== 'done'),
    ['cancelled'],
  );
  t.is(await redis.run(client => client.zCard(keys.slots)), 0);
  t.is(await redis.run(client => client.xLen(keys.stream)), 0);
});

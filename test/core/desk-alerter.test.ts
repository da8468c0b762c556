import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {DeskAlerter} from '../../core/queue/desk/desk-alerter.ts';
import {giveBack} from '../../core/queue/handoff/take-over.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {nextDue} from '../../core/redis/next-due.ts';
import {signatureHeader} from '../../core/sign.ts';
import {fakeProvider} from '../helpers/fake-provider.ts';
import {add, options, take, testQueue} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('a conversation that waits for a person too long is told once, without a word of it, each time that it needs one', async t => {
  const {redis, log} = await testQueue(t);
  const statuses = [500, 204];
  const {url, calls} = await fakeProvider(t, () => ({status: statuses.shift() ?? 204, body: {}}));
  await fail(redis, 'm1');
  t.is(await nextDue(redis, keys.unattended, 100, 600_000), null, 'it has not waited long enough');
  for (let process = 0; process < 2; process++) {
    const secret = 'of the tests';
    const alerter = new DeskAlerter({redis, log, url, secret, afterMs: 0, everyMs: 20, againMs: 100});
    t.teardown(() => alerter.stop());
    alerter.start();
  }
  await log.seen('desk.told');
  t.is(calls.length, 2);
  const {body, headers} = calls.at(-1) ?? {body: '{}', headers: {}};
  t.like(JSON.parse(body), {
    event: 'desk_waiting',
    session_id: 's1',
    channel: 'widget',
    clinic_id: 'demo',
    reason: 'failed',
  });
  t.true(signatureHeader.toLowerCase() in headers);
  t.false(body.includes('text of'));
  await until(async () => (await redis.run(client => client.zCard(keys.unattended))) === 0);
  await fail(redis, 'm2'); // it waits since the first one
  t.is(await redis.run(client => client.zCard(keys.unattended)), 0);
  await giveBack(redis, options, {channel: 'widget', session: 's1'});
  await fail(redis, 'm3');
  await until(() => calls.length === 3);

  async function fail(redis: Redis, id: string): Promise<void> {
    await add(redis, id, 's1');
    await retry(
      redis,
      {...options, maxAttempts: 1},
      await take(t, redis),
      new ChatError('agent_unavailable'),
    );
  }
});

/** What the provider answers while nothing can leave through an account, and what becomes of the replies meanwhile. */

import {sessionOf} from '../../core/chats/chat.ts';
import {keys} from '../../core/keys.ts';
import {readOutbox} from '../../core/outbox/read-outbox.ts';
import {readDeadDeliveries, resend} from '../../core/outbox/resend.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {Away} from '../../scripts/lab/fakes/evolution-replies.ts';
import {answer, chat, deliveryOptions, ended, isEmpty, reply, testOutbox} from '../helpers/outbox.ts';
import {limits, message} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

/** Evolution spares the last two its lookup of the number: there it is the send itself that throws. */
const people = ['15550100001@s.whatsapp.net', '5511988887777@s.whatsapp.net', '100000000000042@lid'];

/** Somebody's message, and the reply to it. */
async function answerTo(redis: Redis, target: string, id: string): Promise<void> {
  const session = sessionOf('acct1', `chat${people.indexOf(target)}`);
  const asked = message(id, {channel: 'whatsapp', session, target});
  await enqueue(redis, limits, asked);
  await reply(redis, `reply ${id}`);
}

/** Ten minutes, where an account that is away is tried every 60 ms instead of every 5 s. */
const tenMinutesMs = (10 * 60_000 * 60) / 5000;

for (const away of ['restarted', 'unpaired', 'closed'] as const satisfies readonly Away[]) {
  test(`ten minutes of WhatsApp away (${away}) lose no reply, double none and keep the order`, async t => {
    t.timeout(60_000);
    const {redis, evolution} = await testOutbox(t);
    evolution.away = away;
    evolution.states.set('acct1', 'close');
    const begin = performance.now();
    const ids = new Map(people.map(person => [person, [] as string[]]));
    for (let n = 0; performance.now() - begin < tenMinutesMs; n++) {
      for (const [i, person] of people.entries()) {
        const id = `m${i}-${n}`;
        await answerTo(redis, person, id);
        ids.get(person)?.push(id);
      }
      await until(() => performance.now() - begin > (n + 1) * (tenMinutesMs / 12));
    }
    t.is(evolution.sent.length, 0);
    t.true(evolution.calls > 20, `${evolution.calls} calls: it was tried all the time`);
    evolution.states.set('acct1', 'open');
    await until(() => isEmpty(redis), 30_000);
    for (const [person, sent] of ids) {
      t.deepEqual(
        evolution.textsTo(person),
        sent.map(id => `reply ${id}`),
      );
      t.is(sent.length, 12);
    }
    t.deepEqual((await readOutbox(redis)).givenUp, []);
    t.log(`${evolution.calls} calls, ${evolution.sent.length} replies`);
  });
}

test('an account whose token has expired is parked and alarmed, and goes on by itself when it works again', async t => {
  const {redis, evolution, log} = await testOutbox(t);
  evolution.nextFault = () => 'meta_190';
  await answer(redis, 'm1', 1, 'hello');
  const line = await log.seen('outbox.parked', {instance: 'acct1', reason: 'token_expired'});
  t.is(line.level, 'error');
  const {parked, parkedFor} = await readOutbox(redis);
  t.deepEqual(parked, ['whatsapp acct1']);
  t.deepEqual(parkedFor, {'whatsapp acct1': 'token_expired'});
  evolution.nextFault = () => undefined;
  await log.seen('outbox.resumed', {instance: 'acct1'});
  await ended(redis, 'm1');
  t.is(evolution.sent.length, 1);
});

test("Meta's limits are waited for, its refusals are final, counted, and can be sent again", async t => {
  const {redis, evolution, log} = await testOutbox(t);
  evolution.faults.push('meta_130429', 'meta_131056', 'meta_80007');
  await answer(redis, 'm1', 1, 'after the limits');
  await ended(redis, 'm1');
  t.deepEqual(evolution.textsTo(chat(1).target ?? ''), ['after the limits']);

  evolution.faults.push('meta_131047');
  await answer(redis, 'm2', 1, 'too late for Meta');
  await ended(redis, 'm2', 'failed');
  await log.seen('delivery.finished', {message: 'm2', code: 'window_closed'});
  const refused = {channel: 'whatsapp', account: 'acct1', reason: 'window_closed', count: 1};
  t.like(await readOutbox(redis), {dead: 1, givenUp: [refused]});
  const [dead] = await readDeadDeliveries(redis);
  if (!dead) return t.fail('nobody remembers it');
  t.like(dead, {message: 'm2', cause: 'window_closed'});

  t.is(await resend(redis, deliveryOptions, dead), 'resent');
  await ended(redis, 'm2');
  t.deepEqual(evolution.textsTo(chat(1).target ?? ''), ['after the limits', 'too late for Meta']);
  t.is(await resend(redis, deliveryOptions, dead), 'gone', 'once, whoever asks');
  t.deepEqual(await readDeadDeliveries(redis), []);
});

test('of a delivery that is sent again only the pieces leave that had not', async t => {
  const {redis, evolution} = await testOutbox(t);
  const sentence = `Word ${'word '.repeat(199).trim()}.`;
  evolution.faults.push(undefined, 'not_on_whatsapp');
  await answer(redis, 'm1', 1, Array.from({length: 6}, (_, i) => sentence.replace('.', ` ${i}.`)).join(' '));
  await ended(redis, 'm1', 'failed');
  const [dead] = await readDeadDeliveries(redis);
  if (!dead) return t.fail('nobody remembers it');
  await resend(redis, deliveryOptions, dead);
  await ended(redis, 'm1');
  const numbers = evolution.sent.map(({text}) => text.match(/\d/g)?.join('')).join('');
  t.is(numbers, '012345');
});

test('a delivery whose words are not kept any more stays among the dead', async t => {
  const {redis, evolution} = await testOutbox(t);
  evolution.faults.push('not_on_whatsapp');
  await answer(redis, 'm1', 1, 'hello');
  await ended(redis, 'm1', 'failed');
  const [dead] = await readDeadDeliveries(redis);
  if (!dead) return t.fail('nobody remembers it');
  await redis.run(client => client.del(keys.message('m1')));
  t.is(await resend(redis, deliveryOptions, dead), 'expired');
  t.is((await readDeadDeliveries(redis)).length, 1);
  t.is(evolution.sent.length, 0);
});

/** What every channel's inbound half keeps, over real HTTP and a real Redis; each channel brings its own wire. */

import fc from 'fast-check';
import type {Channel} from '../../core/channels/channel.ts';
import {configFromEnv} from '../../core/config/config.ts';
import {ownRedis} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {inboundsOf, type Post, webhookServer} from '../helpers/webhook.ts';

export type Wire = {
  channel: Channel;
  /** As the provider posts it, signed. `from` is one of its own names for people. */
  message(text: string, id: string, from?: string): Post;
  /** Something without words: a picture, a voice note. */
  wordless(id: string): Post;
  /** The same body, but not the provider's. */
  forged(post: Post): Post;
  /** Signs any body. */
  sign(body: string): Post;
  /** Where a reply to `message` goes, and what its provider calls it. */
  target: string;
  providerId(id: string): string;
  accepted(answer: {status: number; text: string}): boolean;
};

export function inboundContract(wire: Wire): void {
  const {channel} = wire;
  const inbounds = inboundsOf(channel.name);
  const named = (predicate: string) => `${channel.name} inbound: ${predicate}`;

  test(named('is on only where its settings are there'), t => {
    t.deepEqual(inboundsOf(channel.name, configFromEnv({REDIS_URL: 'redis://localhost'})), []);
    t.is(inbounds.length, 1);
  });

  test(named('puts a message into the queue, with where its answer goes'), async t => {
    const {post, messages} = await webhookServer(t, inbounds);
    t.true(wire.accepted(await post(wire.message('Are you open?', '101'))));
    const [message, ...others] = await messages();
    t.deepEqual(others, []);
    t.like(message, {channel: channel.name, status: 'queued', text: 'Are you open?', clinic: 'demo'});
    t.like(message, {target: wire.target, provider_id: wire.providerId('101')});
  });

  test(named('takes an event that comes fifty times at once as one message'), async t => {
    const {post, messages} = await webhookServer(t, inbounds);
    const answers = await Promise.all(Array.from({length: 50}, () => post(wire.message('hello', '102'))));
    t.true(answers.every(wire.accepted));
    t.is((await messages()).length, 1);
  });

  test(named('keeps each chat in a session of its own'), async t => {
    const {post, messages} = await webhookServer(t, inbounds);
    for (const id of ['103', '104']) await post(wire.message(`text ${id}`, id));
    await post(wire.message('text 105', '105', '15555550143'));
    const sessions = Object.fromEntries((await messages()).map(({text, session}) => [text, session]));
    t.is(sessions['text 103'], sessions['text 104']);
    t.not(sessions['text 103'], sessions['text 105']);
  });

  test(named('refuses what the provider did not send, and writes nothing'), async t => {
    const {post, redis} = await webhookServer(t, inbounds);
    const answer = await post(wire.forged(wire.message('hello', '106')));
    t.is(answer.status, 401);
    t.is(answer.body['code'], 'unauthorized');
    t.is(await redis.run(client => client.dbSize()), 0);
  });

  test(named('names nobody in keys and logs'), async t => {
    const {post, redis, log} = await webhookServer(t, inbounds);
    await post(wire.message('my secret words', '107'));
    await post(wire.wordless('108'));
    const names = (await redis.run(client => client.keys('*'))).join('\n');
    t.regex(names, new RegExp(`${channel.name}:[^:]+:[\\w-]{22}:stream`));
    const lines = JSON.stringify(log.lines);
    for (const secret of ['15555550142', 'my secret words', wire.target]) {
      t.false(names.includes(secret));
      t.false(lines.includes(secret));
    }
    await log.seen('webhook.accepted', {channel: channel.name});
  });

  test(named('answers the pictures of an album once that it needs text'), async t => {
    const {post, redis, messages} = await webhookServer(t, inbounds);
    for (const id of ['109', '110']) t.is((await post(wire.wordless(id))).status, 200);
    t.is((await messages()).filter(({status}) => status === 'queued').length, 0);
    // It waits a moment: words may come below one of them.
    const outgoing = await redis.run(client => client.zCard('outbox:delayed'));
    t.is(outgoing, 1);
  });

  test(named('sends the words of the safety guard at once, and once'), async t => {
    const {post, redis, messages} = await webhookServer(t, inbounds);
    for (let i = 0; i < 2; i++) await post(wire.message('I have severe chest pain', '114'));
    const [alarm, ...others] = (await messages()).filter(({reply}) => reply);
    t.regex(alarm?.['reply'] ?? '', /911/);
    t.is(alarm?.['target'], wire.target);
    t.deepEqual(others, []);
    t.is(await redis.run(client => client.xLen('outbox:stream')), 1);
  });

  test(named('takes every body that is the provider’s with 200'), async t => {
    const {post, redis} = await webhookServer(t, inbounds);
    const body = fc.oneof(fc.json(), fc.string(), fc.webQueryParameters());
    await fc.assert(
      fc.asyncProperty(body, async text => (await post(wire.sign(text))).status === 200),
      {numRuns: 200},
    );
    t.is(await redis.run(client => client.dbSize()), 0);
  });

  test(named('sends the provider away for a while when Redis is gone'), async t => {
    const {server, ...redis} = await ownRedis(t);
    const {post, messages} = await webhookServer(t, inbounds, {redis});
    await server.kill();
    const answer = await post(wire.message('hello', '111'));
    t.is(answer.status, 503);
    t.true(Number(answer.headers.get('retry-after')) > 0);
    await server.start();
    await until(() => redis.redis.ready);
    t.true(
      wire.accepted(
        await until(async () => {
          const again = await post(wire.message('hello', '111'));
          return again.status === 200 && again;
        }),
      ),
    );
    t.is((await messages()).length, 1);
  });

  test(named('sends the provider away for a while when the queue is full'), async t => {
    const limits = {resultTtlMs: 600_000, deadlineMs: 120_000, queueMaxLength: 1, sessionMaxLength: 20};
    const {post} = await webhookServer(t, inbounds, {limits});
    t.is((await post(wire.message('one', '112'))).status, 200);
    t.is((await post(wire.message('two', '113'))).status, 503);
    t.is((await post(wire.message('one', '112'))).status, 200);
  });
}

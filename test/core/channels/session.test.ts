import fc from 'fast-check';
import type {Chats} from '../../../core/channels/channel.ts';
import {cleanText} from '../../../core/channels/clean-text.ts';
import {hashWith} from '../../../core/channels/hash-with.ts';
import {resolveSession} from '../../../core/channels/hearing/resolve-session.ts';
import {accountOf, sessionOf} from '../../../core/chats/chat.ts';
import {keys} from '../../../core/keys.ts';
import {MessageText} from '../../../core/wire/message.ts';
import {messageOf, receiveDeps, saying} from '../../helpers/receive.ts';
import {testRedis} from '../../helpers/redis.ts';
import {test} from '../../helpers/test.ts';

function received(chats: Chats, eventId: string) {
  return {type: 'message', message: saying(chats, `text of ${eventId}`, eventId)} as const;
}

test('tells the account of a session, whatever it is called', t => {
  fc.assert(
    fc.property(fc.string({unit: 'binary-ascii'}), account => {
      const session = sessionOf(account, 'abc');
      t.is(accountOf(session), account);
      t.notRegex(session, /\s/);
    }),
  );
});

test('hashes a person differently at another account and with another secret', t => {
  const name = hashWith('s1', 'a1')('15555550142');
  t.regex(name, /^[\w-]{22}$/);
  t.is(hashWith('s1', 'a1')('15555550142'), name);
  t.not(hashWith('s1', 'a2')('15555550142'), name);
  t.not(hashWith('s2', 'a1')('15555550142'), name);
});

test('resolves a chat that comes under two names to one session, whichever came first', async t => {
  const {redis} = await testRedis(t);
  const deps = receiveDeps(redis);
  const sessionAfter = async (chats: Chats, id: string) => {
    const message = await messageOf(deps, 'whatsapp', received(chats, id));
    return redis.run(client => client.hGet(keys.message(message), 'session'));
  };
  // Hidden first; later both are told, then the phone alone.
  t.is(await sessionAfter(['lid1'], '1'), 'willow:lid1');
  t.is(await sessionAfter(['pn1', 'lid1'], '2'), 'willow:lid1');
  t.is(await sessionAfter(['pn1'], '3'), 'willow:lid1');
  t.is(await sessionAfter(['lid1'], '4'), 'willow:lid1');
  // Both first, then either.
  t.is(await sessionAfter(['pn2', 'lid2'], '5'), 'willow:pn2');
  t.is(await sessionAfter(['lid2'], '6'), 'willow:pn2');
  t.is(await sessionAfter(['pn2'], '7'), 'willow:pn2');
  // Never seen together: two.
  t.is(await sessionAfter(['lid3'], '8'), 'willow:lid3');
  t.is(await sessionAfter(['pn3'], '9'), 'willow:pn3');
});

test('remembers aliases for a month, per account', async t => {
  const {redis} = await testRedis(t);
  await resolveSession(redis, 'whatsapp', 'a1', ['pn', 'lid']);
  t.is(await resolveSession(redis, 'whatsapp', 'a2', ['lid']), 'a2:lid');
  const ttlMs = await redis.run(client => client.pTTL(keys.alias('whatsapp', 'a1:lid')));
  t.true(ttlMs > 29 * 24 * 3600_000 && ttlMs <= 30 * 24 * 3600_000);
});

test('notes when an account last heard something', async t => {
  const {redis} = await testRedis(t);
  const before = Date.now();
  await messageOf(receiveDeps(redis), 'whatsapp', received(['pn'], '1'));
  const at = await redis.run(client => client.hGet(keys.account('whatsapp', 'willow'), 'last_inbound_at'));
  t.true(Number(at) >= before && Number(at) <= Date.now());
});

test('gives no account another clinic than its own', async t => {
  const {redis} = await testRedis(t);
  const message = saying(['pn'], 'hello', '1', {clinic: 'mistyped'});
  await t.throwsAsync(messageOf(receiveDeps(redis), 'whatsapp', {type: 'message', message}), {
    name: 'ChatError',
    code: 'clinic_not_found',
  });
});

test('makes of any words a text that the queue takes, or nothing', t => {
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 6000}), words => {
      const text = cleanText(words);
      t.true(text === '' || MessageText.parse(text) === text);
    }),
  );
  t.is(cleanText('a\r\nb\u0000c\ud800'), 'a\nbc�');
  t.is(cleanText(' plain text '), 'plain text');
});

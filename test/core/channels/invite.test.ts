import type {ExecutionContext} from 'ava';
import {requirePublicUrl, withSecureSessions} from '../../../core/channels/hearing/invite.ts';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {newId} from '../../../core/ids.ts';
import {keys} from '../../../core/keys.ts';
import {eraseSession} from '../../../core/sessions/erase-session.ts';
import {takeLink} from '../../../core/sessions/secure-link.ts';
import {limits, testQueue} from '../../helpers/queue.ts';
import {messageOf, receiveDeps, saying} from '../../helpers/receive.ts';
import {openedMessage} from '../../helpers/redis.ts';
import {test} from '../../helpers/test.ts';
import {until} from '../../helpers/until.ts';
import {channelEnv, inboundsOf} from '../../helpers/webhook.ts';

const clinics = new Map(loadClinics(defaultClinicsDir));
for (const clinic of clinics.values()) clinics.set(clinic.id, {...clinic, whatsapp: {noHealthData: true}});

async function testChat(t: ExecutionContext) {
  const {redis} = await testQueue(t);
  const deps = receiveDeps(redis, {clinics: {known: clinics, fallback: 'demo'}});
  const {links} = deps;
  let count = 0;
  return {
    redis,
    links,
    write: (text: string, id = `event ${++count}`, channel: 'whatsapp' | 'telegram' = 'whatsapp') =>
      messageOf(deps, channel, {
        type: 'message',
        message: saying(['chat'], text, id, {sender: 'sender', clinic: 'demo'}),
      }),
    hash: (id: string) => openedMessage(redis, id),
    /** What the chat was told, oldest first. */
    async told() {
      const groups = ['willow:chat~ahead', 'willow:chat'].map(group => keys.deliveries('whatsapp', group));
      const ids = (
        await redis.run(client => Promise.all(groups.map(group => client.lRange(group, 0, -1))))
      ).flat();
      return Promise.all(ids.map(async id => (await openedMessage(redis, id))['reply'] ?? ''));
    },
  };
}

const tokenIn = (words = '') => /#([\w.-]+)\)$/.exec(words)?.[1] ?? '';

test('keeps what is written out of the chat, in a protected session of the widget', async t => {
  const {redis, write, hash, told} = await testChat(t);
  const [first, second] = [await hash(await write('My knee hurts')), await hash(await write('Still'))];
  t.like(first, {channel: 'widget', clinic: 'demo', user: 'sender', text: 'My knee hurts'});
  t.is(first['target'], undefined);
  t.is(first['provider_id'], undefined);
  t.is(second['session'], first['session']);
  t.is(
    await redis.run(client => client.hGet(keys.session('widget', first['session'] ?? ''), 'protected')),
    '1',
  );
  const words = await told();
  t.is(words.length, 1, 'one link that was not used is enough');
  t.false(words.join().includes('knee'));
});

test('takes what was written in the chat also where the widget asks for consent first', async t => {
  const {redis} = await testQueue(t);
  const known = new Map([...clinics].map(([id, clinic]) => [id, {...clinic, consent: {text: 'May we?'}}]));
  const deps = receiveDeps(redis, {clinics: {known, fallback: 'demo'}});
  const message = saying(['chat'], 'My knee hurts', 'e1', {clinic: 'demo'});
  const {session} = await openedMessage(redis, await messageOf(deps, 'whatsapp', {type: 'message', message}));
  const fromPage = {
    id: newId(),
    channel: 'widget',
    session: session ?? '',
    text: 'Still',
    clinic: 'demo',
  } as const;
  await t.throwsAsync(deps.accept({...fromPage, authorised: true}), {message: /agree/});
});

test('keeps what comes by WhatsApp through Twilio out of the chat as well, and no SMS', async t => {
  const {redis} = await testQueue(t);
  const deps = receiveDeps(redis, {clinics: {known: clinics, fallback: 'demo'}});
  const [sms] = inboundsOf('sms');
  const write = async (medium: string) => {
    const fields = {
      MessageSid: `SM${medium}`,
      AccountSid: channelEnv.TWILIO_ACCOUNT_SID,
      From: `${medium}+15555550142`,
      To: `${medium}+15555550101`,
      Body: 'My knee hurts',
    };
    const parsed = sms?.parse(new URLSearchParams(fields), {parts: []}, Date.now());
    if (parsed?.type !== 'message') throw new Error('it was not heard');
    return openedMessage(redis, await messageOf(deps, 'sms', parsed));
  };
  const kept = await write('whatsapp:');
  t.like(kept, {channel: 'widget', clinic: 'demo'});
  t.is(kept['target'], undefined);
  const names = await redis.run(client => client.keys(keys.message('*')));
  const ids = names.flatMap(name => (name.split(':').length === 2 ? [name.split(':')[1] ?? ''] : []));
  const replies = (await Promise.all(ids.map(id => openedMessage(redis, id)))).map(
    hash => hash['reply'] ?? '',
  );
  const link = tokenIn(replies.find(reply => reply.includes('/continue#')));
  t.is(JSON.parse(Buffer.from(link.split('.')[1] ?? '', 'base64url').toString())['tail'], '42');
  const chat = {channel: 'sms', session: 'twilio-0101:chat'} as const;
  t.is((await withSecureSessions(deps.links, clinics, chat)).length, 1 + clinics.size);
  t.like(await write(''), {channel: 'sms', target: '+15555550142 +15555550101'});
});

test('gives a link that opens the session, and another when it was used', async t => {
  const {redis, links, write, hash, told} = await testChat(t);
  const {session} = await hash(await write('hello'));
  const [first] = await told();
  const claims = JSON.parse(Buffer.from(tokenIn(first).split('.')[1] ?? '', 'base64url').toString());
  t.is(claims['tail'], '42', 'the page asks by the end of the number');
  t.like(await takeLink(redis, links, tokenIn(first)), {session, clinic: 'demo', locale: 'en-US'});
  await write('hello again');
  t.is((await takeLink(redis, links, tokenIn((await told())[1])))?.session, session);
});

test('invites once for an event that comes again, also when the link was used', async t => {
  const {redis, links, write, told} = await testChat(t);
  const first = await write('hello', 'e1');
  await write('and', 'e2'); // while the link is fresh: told nothing
  await takeLink(redis, links, tokenIn((await told())[0]));
  t.is(await write('hello', 'e1'), first);
  await write('and', 'e2');
  t.is((await told()).length, 1);
});

test('says in the chat itself whom to call in an emergency', async t => {
  const {write, told} = await testChat(t);
  await write('I cannot breathe and my chest hurts');
  const words = await told();
  t.is(words.length, 2);
  t.regex(words[0] ?? '', /911/);
});

test('keeps nothing out of other channels', async t => {
  const {write, hash} = await testChat(t);
  t.like(await hash(await write('hello', 'e1', 'telegram')), {channel: 'telegram', session: 'willow:chat'});
});

test('begins anew, with a link, after the conversation was erased', async t => {
  const {redis, links, write, hash, told} = await testChat(t);
  const {session = ''} = await hash(await write('hello'));
  const [old] = await told();
  await eraseSession(
    redis,
    {eventsTtlMs: 1000, resultTtlMs: limits.resultTtlMs},
    {channel: 'widget', session},
  );
  await t.throwsAsync(write('hello again', 'late'), {message: /not available/}, 'its provider tries again');
  const again = await until(() => write('hello again', 'late').catch(() => undefined), 5000);
  t.like(await hash(again), {session, text: 'hello again'});
  const words = await told();
  t.is(words.length, 1, 'what the chat was told before is erased with it');
  t.is(await takeLink(redis, links, tokenIn(old)), null);
  t.not(await takeLink(redis, links, tokenIn(words[0])), null);
});

test('insists on a public address only where a clinic needs it', t => {
  t.throws(() => requirePublicUrl(clinics, undefined), {message: /PUBLIC_URL/});
  t.notThrows(() => requirePublicUrl(clinics, 'https://chat.example'));
  t.notThrows(() => requirePublicUrl(loadClinics(defaultClinicsDir), undefined));
});

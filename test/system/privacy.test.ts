import type {ExecutionContext} from 'ava';
import {verifyAudit} from '../../core/audit/verify-audit.ts';
import {keys} from '../../core/keys.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {main} from '../../scripts/privacy.ts';
import {limits, message, options, take, testQueue} from '../helpers/queue.ts';
import {testDataKeys} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';

const number = '+1 (555) 010-0077';

/** Somebody's chats on two channels, a secure one, and somebody else's; and what the command says of them. */
async function testChats(t: ExecutionContext) {
  const {redis, url} = await testQueue(t);
  const send = async (id: string, fields: object) => {
    await enqueue(redis, limits, message(id, fields));
    await finish(redis, options, await take(t, redis), {status: 'done', text: `reply to ${id}`});
  };
  await send('w1', {
    channel: 'whatsapp',
    session: 'willow:one',
    target: '15550100077@s.whatsapp.net',
    user: 'u1',
  });
  await send('s1', {channel: 'sms', session: 'twilio:two', target: '+15550100077'});
  const origin = {session: 'willow:three', target: '15550100077@s.whatsapp.net'};
  await send('p1', {session: 'wa-three', origin});
  await send('w2', {channel: 'whatsapp', session: 'willow:other', target: '15550100078@s.whatsapp.net'});
  const run = async (...args: string[]) => {
    const said: string[] = [];
    const terminal = {print: (line: string) => said.push(line), error: (line: string) => said.push(line)};
    const code = await main(args, {REDIS_URL: url, DATA_KEYS: testDataKeys}, terminal, async () => number);
    return {code, said: said.join('\n')};
  };
  const left = () => redis.run(client => client.exists(['w1', 's1', 'p1', 'w2'].map(keys.message)));
  return {redis, run, left};
}

test('whoever gives a phone number has all conversations with it exported, and others’ are not', async t => {
  const {run} = await testChats(t);
  const {code, said} = await run('export', 'phone');
  t.is(code, 0);
  const exported = JSON.parse(said.slice(said.indexOf('\n['))) as {
    messages: {text: string; reply: string}[];
  }[];
  t.deepEqual(exported.flatMap(({messages}) => messages.map(({text}) => text)).sort(), [
    'text of p1',
    'text of s1',
    'text of w1',
  ]);
  t.true(exported.every(({messages}) => messages[0]?.reply.startsWith('reply to')));
  t.regex(said, /"user": "u1"/);
});

test('whoever gives a phone number has all conversations with it erased, and the number is said nowhere', async t => {
  const {run, left} = await testChats(t);
  const {code, said} = await run('erase', 'phone');
  t.is(code, 0);
  t.is(await left(), 1, 'somebody else’s');
  t.regex(said, /sms: a conversation of 1 messages is erased/);
  t.notRegex(said, /0100077|010-0077/);
  t.is((await run('erase', 'phone')).code, 1, 'there is nothing more of it');
});

test('what is exported or erased is written down before, and each entry’s hash is told', async t => {
  const {redis, run, left} = await testChats(t);
  const hashesOf = (said: string) => said.match(/(?<="hash":")[\w-]+(?=".*"audit\.written")/g) ?? [];
  const {said} = await run('export', 'phone');
  t.is(hashesOf(said).length, (await verifyAudit(redis)).entries);
  t.is(hashesOf(said).at(-1), (await verifyAudit(redis)).hash);
  await redis.run(client => client.set(keys.audit, 'nothing can be written down'));
  t.is((await run('erase', 'phone')).code, 1);
  t.is(await left(), 4, 'and so nothing is done');
  await redis.run(client => client.del(keys.audit));
  const erased = await run('erase', 'session', 'willow:one', 'whatsapp');
  t.deepEqual(hashesOf(erased.said), [(await verifyAudit(redis)).hash]);
});

test('a conversation is erased by its name, or by a message of it', async t => {
  const {run, left} = await testChats(t);
  t.is((await run('erase', 'session', 'willow:one', 'whatsapp')).code, 0);
  t.is(await left(), 3);
  t.is((await run('erase', 'message', 's1')).code, 0);
  t.is(await left(), 2);
  t.is((await run('erase', 'session', 'nobody')).code, 1);
  t.is((await run('erase', 'message', 'nobody')).code, 1);
  t.is((await run('export', 'session', 'nobody')).code, 1);
});

test('a number on the command line is not understood: shells and npm keep it', async t => {
  const {run, left} = await testChats(t);
  for (const args of [
    [],
    ['erase'],
    ['erase', 'phone', '15550100077'],
    ['drop', 'session', 'x'],
    ['erase', 'toString'],
  ]) {
    t.is((await run(...args)).code, 2, args.join(' '));
  }
  t.is(await left(), 4);
});

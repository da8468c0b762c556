import {keys} from '../../core/keys.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {eraseSession} from '../../core/sessions/erase-session.ts';
import {rewriteFiles} from '../../core/sessions/rewrite-files.ts';
import {limits, message, options, take, testQueue} from '../helpers/queue.ts';
import {readFolder} from '../helpers/read-folder.ts';
import {ownRedis} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const conversation = {channel: 'widget', session: 's-erased'} as const;

test('erased words leave the append-only file and the snapshot, and what was not erased stays', async t => {
  const own = await ownRedis(t);
  const {redis, log} = await testQueue(t, own);
  const dir = (await redis.run(client => client.configGet('dir')))['dir'] ?? '';
  const erased = {session: conversation.session, metadata: {page: '/'}, user: 'u1'};
  await enqueue(redis, limits, message('m-erased', erased));
  await finish(redis, options, await take(t, redis), {status: 'done', text: 'a reply'});
  await enqueue(redis, limits, message('m-kept', {session: 's-kept'}));
  await redis.run(client => client.sendCommand(['SAVE']));
  const {
    text = '',
    reply = '',
    user = '',
  } = await redis.run(client => client.hGetAll(keys.message('m-erased')));
  const traces = ['s-erased', text, reply, user];
  t.deepEqual(
    traces.filter(trace => !readFolder(dir).includes(trace)),
    [],
    'they are there before',
  );

  await eraseSession(redis, options, conversation);
  t.true(readFolder(dir).includes(text), 'deleting alone leaves them in the file');
  // Time-scaled: what is an hour with a rewrite every 45 minutes, is a few seconds here.
  await until(async () => {
    const state = await rewriteFiles(redis, log, 3000);
    return state === 'done' && !traces.some(trace => readFolder(dir).includes(trace));
  }, 20_000);
  const after = readFolder(dir);
  t.true(after.includes('m-kept'));
});

test('the files are rewritten after erasures only, at most once in a while, and every erasure is followed by one', async t => {
  const own = await ownRedis(t);
  const {redis, log} = await testQueue(t, own);
  t.is(await rewriteFiles(redis, log, 500), 'idle');
  await enqueue(redis, limits, message('m1', {session: conversation.session}));
  await eraseSession(redis, options, conversation);
  t.is(await rewriteFiles(redis, log, 500), 'begun');
  await enqueue(redis, limits, message('m2', {session: 's2'}));
  await eraseSession(redis, options, {...conversation, session: 's2'});
  t.is(await redis.run(client => client.exists(keys.unwritten)), 1);
  const seen: string[] = [];
  await until(async () => {
    const state = await rewriteFiles(redis, log, 500);
    if (state !== seen.at(-1)) seen.push(state);
    return state === 'begun';
  });
  t.deepEqual(
    seen.filter(state => state !== 'running'),
    ['done', 'idle', 'begun'],
  );
});

test('a rewrite that a managed store refuses is said once, and that it is due is not forgotten', async t => {
  const own = await ownRedis(t);
  const {redis, log} = await testQueue(t, own);
  await enqueue(redis, limits, message('m1', {session: conversation.session}));
  await eraseSession(redis, options, conversation);
  await redis.run(client => client.sendCommand(['ACL', 'SETUSER', 'default', '-bgrewriteaof']));
  t.is(await rewriteFiles(redis, log, 60_000), 'refused');
  await log.seen('erasures.unrewritable');
  t.is(await rewriteFiles(redis, log, 60_000), 'idle');
  t.is(await redis.run(client => client.exists(keys.unwritten)), 1);
});

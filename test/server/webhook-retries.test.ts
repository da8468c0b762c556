import {FakeWebhooks} from '../../scripts/lab/fakes/evolution-webhooks.ts';
import {ownRedis} from '../helpers/redis.ts';
import {limits} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {channelEnv, inboundsOf, type WebhookServer, webhookServer} from '../helpers/webhook.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const inbounds = inboundsOf('whatsapp');

/** Evolution's own loops, in time of which a second lasts `secondMs`. */
function evolution(t: ExecutionContext, {url}: WebhookServer, secondMs: number): FakeWebhooks {
  const webhooks = new FakeWebhooks({secondMs});
  t.teardown(() => webhooks.stop());
  webhooks.set('willow', {
    enabled: true,
    url: `${url}/webhooks/evolution/willow`,
    headers: {authorization: `Bearer ${channelEnv.EVOLUTION_WEBHOOK_SECRET}`},
    events: ['MESSAGES_UPSERT'],
  });
  return webhooks;
}

/** The nth message of ten chats that write in turn. */
function upsert(n: number) {
  return {
    key: {remoteJid: `1555555010${n % 10}@s.whatsapp.net`, fromMe: false, id: `3A${n}`},
    message: {conversation: `text ${n}`},
    messageTimestamp: Math.floor(Date.now() / 1000),
  };
}

function shuffled<T>(items: readonly T[]): T[] {
  const drawn = items.map(item => ({item, at: Math.random()}));
  return drawn.sort((a, b) => a.at - b.at).map(({item}) => item);
}

const numbers = Array.from({length: 100}, (_, n) => n);
const texts = numbers.map(n => `text ${n}`).sort();

test('loses none and doubles none that come shuffled, some twice, some refused at first', async t => {
  t.timeout(60_000);
  const server = await webhookServer(t, inbounds, {limits: {...limits, queueMaxLength: 8}});
  await testWorker(t, server, echo);
  const webhooks = evolution(t, server, 2);
  for (const n of shuffled([...numbers, ...numbers.slice(0, 10)])) {
    webhooks.emit('willow', 'messages.upsert', upsert(n));
  }
  await until(() => webhooks.pending === 0, 50_000);
  t.deepEqual(webhooks.lost, []);
  const messages = await until(async () => {
    const found = await server.messages();
    return found.every(({status}) => status === 'done') && found;
  });
  t.deepEqual(messages.map(({text}) => text).sort(), texts);
  const refused = server.log.lines.filter(({msg, status}) => msg === 'request.finished' && status === 503);
  t.true(refused.length > 0, 'the queue was not full once');
});

test('loses none when Redis is away for 13 minutes of Evolution’s time', async t => {
  t.timeout(60_000);
  const {server: redisServer, ...redis} = await ownRedis(t);
  const server = await webhookServer(t, inbounds, {redis, limits: {...limits, sessionMaxLength: 1000}});
  const secondMs = 5;
  const webhooks = evolution(t, server, secondMs);
  await redisServer.kill();
  const end = performance.now() + 13 * 60 * secondMs;
  for (const n of numbers) webhooks.emit('willow', 'messages.upsert', upsert(n));
  await until(() => performance.now() > end);
  await redisServer.start();
  await until(() => webhooks.pending === 0, 30_000);
  t.deepEqual(webhooks.lost, []);
  t.deepEqual((await server.messages()).map(({text}) => text).sort(), texts);
});

/** Emergencies on WhatsApp, by real processes: the guard's words leave at once, whatever else is the matter. */
import test, {type ExecutionContext} from 'ava';
import {startWeb, startWorker} from '../helpers/app.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {testRedis} from '../helpers/redis.ts';
import {until} from '../helpers/until.ts';

const secret = 'webhook-secret-of-the-tests';
const jid = '15555550142@s.whatsapp.net';
const alarm = 'I have crushing chest pain and cannot breathe';

async function start(t: ExecutionContext, env: Record<string, string> = {}) {
  const {url: redisUrl} = await testRedis(t);
  const evolution = await fakeEvolution(t);
  const given = {
    REDIS_URL: redisUrl,
    EVOLUTION_URL: evolution.url,
    EVOLUTION_API_KEY: 'test-key',
    EVOLUTION_WEBHOOK_SECRET: secret,
    EVOLUTION_INSTANCES: 'acct1=demo',
    ...env,
  };
  const {url, web} = await startWeb(t, given);
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  await web.seen('sender.ready');
  let count = 0;
  const hear = async (text: string) => {
    const body = JSON.stringify({
      event: 'messages.upsert',
      instance: 'acct1',
      data: {
        key: {remoteJid: jid, fromMe: false, id: `3A${count++}`},
        message: {conversation: text},
        messageTimestamp: Math.floor(Date.now() / 1000),
      },
    });
    const headers = {'content-type': 'application/json', authorization: `Bearer ${secret}`};
    const answer = await fetch(`${url}/webhooks/evolution/acct1`, {method: 'POST', headers, body});
    t.is(answer.status, 200);
  };
  return {evolution, hear, given, said: () => evolution.textsTo(jid)};
}

test('with no worker alive the guard answers on WhatsApp, once', async t => {
  t.timeout(60_000);
  const {hear, said} = await start(t);
  const begin = performance.now();
  await hear(alarm);
  await until(() => said().length > 0);
  t.log(`${Math.round(performance.now() - begin)} ms from the webhook to the words`);
  t.regex(said()[0] ?? '', /911/);
  await hear('what are your opening hours?');
  t.is(said().length, 1, 'who answers the rest is not there');
});

test('behind a reply that cannot leave, and an agent that takes long, the guard is heard at once', async t => {
  t.timeout(60_000);
  const {hear, said, evolution, given} = await start(t);
  evolution.nextFault = text => (/911/.test(text) ? undefined : 'offline');
  await startWorker(t, given);
  await hear('what are your opening hours?');
  await until(() => evolution.calls > 0);
  await hear(alarm);
  await until(() => said().length > 0);
  t.is(said().length, 1, 'nothing else has left');
  t.regex(said()[0] ?? '', /911/);
});

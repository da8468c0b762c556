import {connect} from 'node:net';
import {sign} from '../../core/channels/sms/signature.ts';
import {startWeb, startWorker} from '../helpers/app.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {fakeProvider} from '../helpers/fake-provider.ts';
import {fakeTelegram} from '../helpers/fake-telegram.ts';
import {fakeTwilio} from '../helpers/fake-twilio.ts';
import {readFolder} from '../helpers/read-folder.ts';
import {ownRedis} from '../helpers/redis.ts';
import {call} from '../helpers/session.ts';
import {openSocket} from '../helpers/socket.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const publicUrl = 'https://chat.example';
const adminToken = 'admin-token-of-the-tests-'.padEnd(40, 'x');
const numbers = {whatsapp: '15550100071', sms: '15550100072', telegram: '555010073'};

test('nothing that somebody said, and no number, is readable in Redis, its files, its monitor, logs, metrics or traces', async t => {
  t.timeout(120_000);
  const {redis, url: redisUrl, server} = await ownRedis(t);
  const raw = (...args: string[]) => redis.run(client => client.sendCommand(args));
  await raw('CONFIG', 'SET', 'slowlog-log-slower-than', '0');
  await raw('CONFIG', 'SET', 'slowlog-max-len', '100000');
  let monitored = '';
  const monitor = connect(server.port, '127.0.0.1', () => monitor.write('MONITOR\r\n'));
  t.teardown(() => monitor.destroy());
  monitor.on('data', data => {
    monitored += data.toString('latin1');
  });
  const evolution = await fakeEvolution(t, {secondMs: 5});
  const telegram = await fakeTelegram(t, '4242:token');
  const twilio = await fakeTwilio(t, 'AC1', 'twilio-token');
  const collector = await fakeProvider(t, () => ({status: 200, body: {}}));
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    REDIS_URL: redisUrl,
    PUBLIC_URL: publicUrl,
    ADMIN_TOKEN: adminToken,
    EVOLUTION_URL: evolution.url,
    EVOLUTION_API_KEY: 'test-key',
    EVOLUTION_WEBHOOK_SECRET: 'evolution-secret',
    EVOLUTION_INSTANCES: 'acct1=demo',
    TELEGRAM_BOT_TOKEN: '4242:token',
    TELEGRAM_WEBHOOK_SECRET: 'telegram-secret',
    TELEGRAM_API_URL: telegram.url,
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: 'twilio-token',
    TWILIO_FROM: '+15555550100',
    TWILIO_API_URL: twilio.url,
  };
  const [{url, web}, worker] = await Promise.all([startWeb(t, env), startWorker(t, env)]);
  const api = `${url}/apps/voice-api`;
  const desk = {authorization: `Bearer ${adminToken}`};

  const {body} = await call(
    `${api}/widget/send`,
    'POST',
    {},
    {
      text: 'canary-text, and when are you open?',
      user_id: 'canary-user',
      agent_id: 'canary-agent',
      client_message_id: `canary-key-${'k'.repeat(22)}`,
      metadata: {'canary-name': 'canary-metadata'},
    },
  );
  const bearer = {authorization: `Bearer ${body['token']}`};
  await until(async () => (await call(`${url}${body['poll_url']}`, 'GET', bearer)).body['status'] === 'done');
  const feedback = {rating: 'up', comment: 'canary-comment'};
  t.is((await call(`${api}/widget-feedback/${body['message_id']}`, 'POST', bearer, feedback)).status, 204);
  const said = await call(`${url}/admin/sessions/${body['session_id']}/reply`, 'POST', desk, {
    text: 'canary-desk',
    name: 'canary-person',
  });
  t.is(said.status, 201);
  const taken = await call(`${url}/admin/sessions/${body['session_id']}/take`, 'POST', desk, {
    name: 'canary-other-person',
    instead_of: 'canary-person',
  });
  t.like(taken.body, {taken_by: 'canary-other-person'});
  await call(`${api}/widget/send`, 'POST', bearer, {text: 'canary-held'});
  const alarm = await call(
    `${api}/widget/send`,
    'POST',
    {},
    {text: 'canary-alarm I cannot breathe, chest pain'},
  );
  t.truthy(alarm.body['guard']);
  await call(`${api}/widget-chat?body=canary-legacy`, 'GET');
  const socket = await openSocket(t, url, 'visitor');
  socket.say({text: 'canary-socket'});
  await socket.seen('message');
  for (const wrong of ['{"text": canary-broken', '["canary-list"]', '{"text":{"canary-object":1}}']) {
    t.is((await call(`${api}/widget/send`, 'POST', {}, wrong)).status, 400);
  }

  const post = (path: string, headers: Record<string, string>, content: string) =>
    fetch(`${url}/webhooks/${path}`, {method: 'POST', headers, body: content});
  const key = {remoteJid: `${numbers.whatsapp}@s.whatsapp.net`, fromMe: false, id: 'canary-provider'};
  const at = Math.floor(Date.now() / 1000);
  const json = {'content-type': 'application/json'};
  const data = {
    key,
    pushName: 'canary-push',
    message: {conversation: 'canary-whatsapp'},
    messageTimestamp: at,
  };
  const event = {event: 'messages.upsert', instance: 'acct1', data};
  const evolved = {...json, authorization: 'Bearer evolution-secret'};
  t.deepEqual(await (await post('evolution/acct1', evolved, JSON.stringify(event))).json(), {
    accepted: true,
  });
  const chat = {id: Number(numbers.telegram), type: 'private', first_name: 'canary-first'};
  const update = {
    update_id: 1,
    message: {message_id: 7, date: at, chat, from: chat, text: 'canary-telegram'},
  };
  const told = {...json, 'x-telegram-bot-api-secret-token': 'telegram-secret'};
  t.deepEqual(await (await post('telegram', told, JSON.stringify(update))).json(), {accepted: true});
  const sms = {
    AccountSid: 'AC1',
    MessageSid: 'SMcanary-sms-id',
    From: `+${numbers.sms}`,
    To: '+15555550100',
    Body: 'canary-sms',
    NumMedia: '0',
  };
  const form = new URLSearchParams(sms);
  const signature = sign(`${publicUrl}/webhooks/sms`, form, 'twilio-token');
  const typed = {'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature};
  t.is((await post('sms', typed, form.toString())).status, 200);
  for (const provider of [evolution, telegram, twilio]) await until(() => provider.sent.length > 0, 30_000);

  const metrics = await Promise.all(
    ['/metrics', '/admin/streams/health', '/admin/queue', '/admin/figures', '/readyz'].map(async path =>
      (await fetch(`${url}${path}`, {headers: desk})).text(),
    ),
  );
  await until(() => collector.calls.some(({body}) => body.includes('"delivery"')));
  await raw('BGREWRITEAOF');
  await raw('SAVE').catch(() => undefined);
  const {dir = ''} = await redis.run(client => client.configGet('dir'));
  const places = {
    keys: (await redis.run(client => client.keys('*'))).join('\n'),
    files: readFolder(dir),
    monitor: monitored,
    slowlog: JSON.stringify(await raw('SLOWLOG', 'GET', '-1')),
    logs: JSON.stringify([...web.lines, ...worker.lines]),
    metrics: metrics.join('\n'),
    traces: collector.calls.map(({body}) => body).join('\n'),
  };
  t.true(places.monitor.length > 10_000 && places.slowlog.length > 10_000 && places.files.length > 1000);
  const hits = Object.entries(places).flatMap(([place, all]) =>
    [...all.matchAll(/.{0,60}(?:canary-\w+|15550100071|15550100072|555010073).{0,20}/g)].map(
      ([hit]) => `${place}: ${hit}`,
    ),
  );
  t.deepEqual(hits, []);
});

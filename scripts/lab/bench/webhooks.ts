/** WhatsApp's webhook at a fixed rate: from Evolution's POST until it is told that the message is durable. */
import {newId} from '../../../core/ids.ts';
import {atMost, latency, percentile, type Row} from './figures.ts';
import {loadAtRate} from './load.ts';
import {startPart, startRedis, webCommand} from './parts.ts';

const perSecond = 200;
const forMs = 10_000;
const secret = 'secret-of-the-bench';

export async function benchWebhooks(): Promise<Row[]> {
  const redis = await startRedis();
  const env = {...redis.env, EVOLUTION_WEBHOOK_SECRET: secret, EVOLUTION_INSTANCES: 'willow=demo'};
  const web = await startPart('web', webCommand, env, 'web.listening');
  const post = () => ({method: 'POST', path: `/webhooks/evolution/willow/${secret}`, body: event()}) as const;
  await loadAtRate(web.url, perSecond, 2000, post); // warms up
  const times = await loadAtRate(web.url, perSecond, forMs, post);
  web.part.kill();
  await redis.stop();
  return [
    {
      what: `WhatsApp webhook accepted at ${perSecond}/s, p50 / p99 ms`,
      ours: latency(times),
      target: atMost(percentile(times, 0.99), 50, ' ms'),
    },
  ];
}

/** Somebody's message, as Evolution 2.3.7 posts it; plainly invented. */
function event(): object {
  const number = 15_555_550_000 + Math.floor(Math.random() * 10_000);
  return {
    event: 'messages.upsert',
    instance: 'willow',
    data: {
      key: {remoteJid: `${number}@s.whatsapp.net`, fromMe: false, id: newId(), addressingMode: 'pn'},
      pushName: 'Bench',
      status: 'DELIVERY_ACK',
      message: {conversation: 'What are your opening hours?'},
      messageType: 'conversation',
      messageTimestamp: Math.floor(Date.now() / 1000),
      source: 'android',
    },
  };
}

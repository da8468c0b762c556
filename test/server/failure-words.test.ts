/** Why there is no reply is said in the language of the conversation, wherever it is read. */

import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {failures} from '../../core/phrases/failures.ts';
import {wayToPerson} from '../../core/phrases/way-to-person.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {evolutionChannels} from '../helpers/outbox.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {channelEnv, inboundsOf, webhookServer} from '../helpers/webhook.ts';
import {testWorker} from '../helpers/worker.ts';

// biome-ignore lint/correctness/useYield: it never gets to speak
async function* broken(): AsyncGenerator<string> {
  throw new Error('The model has gone');
}

const {internal} = failures;
const clinics = loadClinics(defaultClinicsDir);
/** The failure, and how to reach a person. */
const es = `${internal.es} ${way('demo-es')}`;
const en = `${internal.en} ${way('demo')}`;

function way(id: string): string {
  const clinic = clinics.get(id);
  return clinic ? wayToPerson(clinic) : '';
}

test('a failure leaves for WhatsApp in the language of the clinic', async t => {
  const evolution = await fakeEvolution(t, {instances: ['sauce']});
  const server = await webhookServer(t, inboundsOf('whatsapp'));
  const channels = evolutionChannels(evolution.url, {EVOLUTION_INSTANCES: 'sauce=demo-es'});
  await testWorker(t, server, broken, {turns: {maxAttempts: 1}, config: {channels}});
  const jid = '15555550142@s.whatsapp.net';
  const {status} = await server.post({
    path: '/webhooks/evolution/sauce',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${channelEnv.EVOLUTION_WEBHOOK_SECRET}`,
    },
    body: JSON.stringify({
      event: 'messages.upsert',
      instance: 'sauce',
      data: {
        key: {remoteJid: jid, fromMe: false, id: '3A1'},
        message: {conversation: 'hola'},
        messageTimestamp: Math.floor(Date.now() / 1000),
      },
    }),
  });
  t.is(status, 200);
  await until(() => evolution.sent.length > 0);
  t.deepEqual(evolution.textsTo(jid), [es]);
});

test('a poll says it in the language of the clinic', async t => {
  const server = await testServer(t);
  await testWorker(t, server, broken, {turns: {maxAttempts: 1}});
  const failure = async (body: object) => {
    const {body: sent} = await server.send({text: 'hola', ...body});
    const {body: answer} = await server.get(`${sent['poll_url']}?wait=20`);
    return answer['error'];
  };
  t.deepEqual(await failure({clinic_id: 'demo-es'}), {code: 'internal', message: es});
  t.deepEqual(await failure({clinic_id: 'demo'}), {code: 'internal', message: en});
});

test('every failure is said in every language that we speak ourselves', t => {
  for (const [code, phrase] of Object.entries(failures)) {
    t.deepEqual(Object.keys(phrase).sort(), ['en', 'es', 'pt'], code);
  }
});

import type {ExecutionContext} from 'ava';
import {keys} from '../../core/keys.ts';
import {isStale} from '../../scripts/is-stale.js';
import {runOutbox} from '../../scripts/lab/chaos/scenario-outbox.ts';
import {root} from '../../scripts/root.js';
import {startApp} from '../helpers/app.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const writer = '15550100001@s.whatsapp.net';

/** Web and worker, joined to a fake Evolution both ways. */
async function startWhatsApp(t: ExecutionContext) {
  const evolution = await fakeEvolution(t, {secondMs: 20});
  const app = await startApp(t, {
    EVOLUTION_URL: evolution.url,
    EVOLUTION_API_KEY: 'test-key',
    EVOLUTION_WEBHOOK_SECRET: 'test-webhook-secret',
    EVOLUTION_INSTANCES: 'acct1=demo',
  });
  evolution.webhooks.set('acct1', {
    enabled: true,
    url: `${app.url}/webhooks/evolution/acct1`,
    headers: {authorization: 'Bearer test-webhook-secret'},
    events: ['MESSAGES_UPSERT', 'MESSAGES_UPDATE', 'CONNECTION_UPDATE', 'SEND_MESSAGE'],
  });
  return {evolution, ...app};
}

test('a WhatsApp message is answered where it came from, once', async t => {
  const {evolution, web, worker, redis} = await startWhatsApp(t);
  const {key, ...rest} = evolution.receive('acct1', writer, 'When are you open?');
  evolution.webhooks.emit('acct1', 'messages.upsert', {key, ...rest}); // it does that
  await until(() => evolution.sent.length > 0);
  await until(() => [...web.lines, ...worker.lines].some(({msg}) => msg === 'delivery.finished'));
  await until(() => evolution.webhooks.pending === 0);
  t.is(evolution.sent.length, 1);
  t.like(evolution.sent[0], {instance: 'acct1', number: writer});
  const outgoing = await redis.run(client => client.keys('outgoing:*'));
  t.deepEqual(await Promise.all(outgoing.map(name => redis.run(client => client.hGet(name, 'status')))), [
    'delivered',
  ]);
  t.deepEqual(evolution.webhooks.lost, []);
  const said = JSON.stringify([...web.lines, ...worker.lines]);
  t.false(
    said.includes('1555010') || said.includes('When are you open'),
    'neither number nor words are in a log',
  );
  t.is(await redis.run(client => client.xLen(keys.outbox)), 0);
});

test('a send whose answer was an error is known by its event, and not made again', async t => {
  const {evolution, web, worker} = await startWhatsApp(t);
  evolution.faults.push('failed_after_sending');
  evolution.receive('acct1', writer, 'When are you open?');
  const isSent = ({msg, ...line}: {msg: string; status?: unknown}) =>
    msg === 'delivery.finished' && line.status === 'sent';
  await until(() => [...web.lines, ...worker.lines].some(isSent));
  t.is(evolution.calls, 1);
  t.is(evolution.sent.length, 1);
});

test('no reply is lost, doubled or out of order while senders are killed around their calls', async t => {
  t.timeout(120_000);
  if (isStale(root)) throw new Error('dist/ is stale: npm run build');
  const outcome = await runOutbox({letters: 40, crashes: 5});
  t.log(outcome);
  t.like(outcome, {lost: 0, extra: 0, disordered: 0, left: 0});
  t.true(outcome.resent > 0, 'some had to be sent again');
  t.is(
    Object.values(outcome.crashes).reduce((total, one) => total + one, 0),
    5,
  );
  const hanging = await runOutbox({letters: 48, crashes: 5, hangSecondMs: 10});
  t.like(
    hanging,
    {lost: 0, extra: 0, disordered: 0, left: 0},
    'also of sends that hang and go out after all',
  );
  const {extra} = await runOutbox({letters: 40, crashes: 5, blind: true});
  t.true(extra > 0, 'senders that do not look send twice');
});

import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {startApp, TestProcess} from '../helpers/app.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {openBrowser, openPage} from '../helpers/page.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {chatIn} from './chat.ts';

const writer = '15550100001@s.whatsapp.net';
const publicUrl = 'https://chat.example';

/** A folder with one clinic: the invented Spanish one, which keeps health data off WhatsApp. */
async function clinicsDir(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plaintalk-clinics-'));
  t.teardown(() => rm(folder, {recursive: true}));
  const clinic = {...loadClinics(defaultClinicsDir).get('demo-es'), whatsapp: {noHealthData: true}};
  await writeFile(join(folder, 'demo-es.json'), JSON.stringify(clinic));
  return folder;
}

/** Web and worker with that clinic, joined to a fake Evolution both ways. */
async function startClinic(t: ExecutionContext) {
  const evolution = await fakeEvolution(t, {secondMs: 20});
  const app = await startApp(t, {
    CLINICS_DIR: await clinicsDir(t),
    DEFAULT_CLINIC: 'demo-es',
    PUBLIC_URL: publicUrl,
    EVOLUTION_URL: evolution.url,
    EVOLUTION_API_KEY: 'test-key',
    EVOLUTION_WEBHOOK_SECRET: 'test-webhook-secret',
    EVOLUTION_INSTANCES: 'acct1=demo-es',
  });
  evolution.webhooks.set('acct1', {
    enabled: true,
    url: `${app.url}/webhooks/evolution/acct1`,
    headers: {authorization: 'Bearer test-webhook-secret'},
    events: ['MESSAGES_UPSERT'],
  });
  /** The address in the nth words that the chat was sent, as if we were reached there. */
  const link = async (nth: number) => {
    const {text} = await until(() => evolution.sent[nth]);
    return text.slice(text.indexOf(publicUrl)).replace(publicUrl, app.url);
  };
  return {...app, evolution, link};
}

test('what is asked on WhatsApp is answered behind a link only, in the same conversation', async t => {
  t.timeout(90_000);
  const {evolution, web, worker, link} = await startClinic(t);
  evolution.receive('acct1', writer, '¿Cuál es el horario?');
  const address = await link(0);
  await worker.seen('turn.finished');
  t.deepEqual(
    evolution.sent.map(({text}) => /19|lunes/i.test(text.replace(/https:\S+/, ''))),
    [false],
    'one message, and the reply is not in it',
  );
  t.regex(evolution.sent[0]?.text ?? '', /^Por su privacidad.*\nhttps:\/\/chat\.example\/continue#[\w.-]+$/);

  const context = await openBrowser(t);
  const page = await openPage(t, context, address);
  const {questions, replies, ask} = chatIn(page);
  const asked = page.locator('[role=status]');
  await until(async () => /termina en 01\. ¿Es el suyo\?/.test((await asked.textContent()) ?? ''));
  t.is(
    await page.locator('plaintalk-widget').count(),
    0,
    'nothing is shown before it is asked whose chat it is',
  );
  await page.reload();
  await page.getByRole('button', {name: 'Sí, abrir mi chat'}).click();
  await until(async () => /19/.test((await replies.allTextContents()).join()));
  t.deepEqual(await questions.allTextContents(), ['Usted: ¿Cuál es el horario?']);
  t.false(page.url().includes('#'), 'what opens the conversation has left the address bar');
  await ask('¿Dónde puedo estacionar?');
  await until(
    async () =>
      (await replies.count()) === 2 && /estacionar gratis/.test((await replies.last().textContent()) ?? ''),
  );
  t.is(await page.evaluate('localStorage.length'), 0, 'nothing stays on the device');
  for (let i = 0; i < 6; i++) await ask(`¿Cuál es el horario del día ${i}?`);
  await until(async () => (await replies.count()) === 8);
  const {y = 0, height = 0} = (await chatIn(page).input.boundingBox()) ?? {};
  t.true(y > 0 && y + height < 720, 'the text box stays on the screen');

  await page.reload();
  await until(async () => (await replies.count()) === 8);
  t.is(await questions.count(), 8);

  const stranger = await openPage(t, await openBrowser(t), address);
  await stranger.getByRole('button', {name: 'No', exact: true}).click();
  await until(async () =>
    /No se ha abierto nada/.test((await stranger.locator('[role=status]').textContent()) ?? ''),
  );
  const again = await openPage(t, await openBrowser(t), address);
  await again.getByRole('button', {name: 'Sí, abrir mi chat'}).click();
  await until(async () => /caducado/.test((await again.locator('[role=status]').textContent()) ?? ''));
  t.is(await again.locator('plaintalk-widget').count(), 0);

  evolution.receive('acct1', writer, '¿Aceptan seguros?');
  const next = await openPage(t, context, await link(1));
  await next.getByRole('button', {name: 'Sí, abrir mi chat'}).click();
  await until(async () => (await chatIn(next).replies.count()) === 9);
  t.is(await chatIn(next).questions.count(), 9);
  t.is(evolution.sent.length, 2);

  const said = JSON.stringify([...web.lines, ...worker.lines]);
  for (const secret of ['1555010', 'horario', address.slice(-20)]) t.false(said.includes(secret));
});

test('nobody starts with a clinic that wants links and no address for them', async t => {
  const dir = await clinicsDir(t);
  const env = {REDIS_URL: 'redis://127.0.0.1:1', CLINICS_DIR: dir, PORT: '0'};
  for (const main of ['server/main.js', 'worker/main.js'] as const) {
    const process = new TestProcess(main, env);
    t.teardown(() => process.kill('SIGKILL'));
    await until(() => !process.running, 20_000);
    t.false(process.lines.some(line => line.msg === 'web.listening' || line.msg === 'worker.ready'));
  }
});

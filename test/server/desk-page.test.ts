/** The desk in a browser: what a person at the clinic sees and does, and what the visitor reads of it. */
import type {Question, Said} from '../../worker/agents/agent.ts';
import {violationsOf} from '../helpers/axe.ts';
import {openBrowser, openPage} from '../helpers/page.ts';
import {testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testWorker} from '../helpers/worker.ts';

const token = 'a-token-of-the-tests-that-is-long';

async function testDesk(t: ExecutionContext, locale = 'en-US') {
  t.timeout(60_000);
  const server = await testServer(t, {adminToken: token});
  const agent = async function* ({text}: Question): AsyncGenerator<Said> {
    if (text === 'a person, please') yield {type: 'handoff', reason: 'asked'};
    yield `agent: ${text}`;
  };
  const config = {handoff: {url: 'https://clinic.example/told', secret: undefined}};
  await testWorker(t, server, agent, {config});
  const say = async (text: string, session: string) => {
    const {body} = await server.send({text, session_id: session});
    await server.get(`${body['poll_url']}?wait=25`);
  };
  const open = async () => {
    const page = await openPage(t, await openBrowser(t, {locale}), `${server.url}/admin/desk`);
    await page.locator('#token').fill(token);
    await page.keyboard.press('Enter');
    await page.locator('#all').waitFor();
    return page;
  };
  return {server, say, open};
}

test('without the token the desk is 401 and a form; the page is small', async t => {
  const server = await testServer(t, {adminToken: token});
  const response = await fetch(`${server.url}/admin/desk`);
  t.is(response.status, 401);
  t.regex(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  t.true((await response.text()).length < 60_000);
  const authorization = `Bearer ${token}`;
  t.is((await fetch(`${server.url}/admin/desk`, {headers: {authorization}})).status, 200);
});

test('the operators’ pages ask nothing of the server before a token was given, and a wrong one once', async t => {
  t.timeout(60_000);
  const server = await testServer(t, {adminToken: token});
  for (const path of ['/admin', '/admin/desk', '/admin/migration']) {
    const context = await openBrowser(t);
    const asked: string[] = [];
    context.on('request', request => asked.push(new URL(request.url()).pathname));
    const page = await openPage(t, context, server.url + path);
    await page.locator('#token').waitFor();
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    t.deepEqual(
      asked.filter(one => one !== path && !one.endsWith('.js')),
      [],
    );
    await page.locator('#token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.locator('#refused').getByText(/./).waitFor();
    const count = asked.length;
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.evaluate(() => fetch('/healthz'));
    t.is(asked.length, count + 1, 'the wrong one is not tried again by itself');
  }
});

test('whoever waits longest stands first; a person reads, takes over, answers and hands back by keyboard alone', async t => {
  const {server, say, open} = await testDesk(t);
  const page = await open();
  await page.getByLabel('Your name').fill('Robin');
  await say('a person, please', 's-first');
  const began = Date.now();
  await page.locator('#waiting button').first().waitFor();
  t.log(`on the desk after ${Date.now() - began} ms`);
  await say('a person, please', 's-second');
  await until(async () => (await page.locator('#waiting button').count()) === 2);
  await until(async () => (await page.title()).startsWith('(2)'));
  await page.locator('#waiting button').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('#title').getByText('s-first').waitFor();
  await page.locator('#words').getByText('a person, please', {exact: true}).waitFor();
  await page.getByRole('button', {name: 'Take over'}).focus();
  await page.keyboard.press('Enter');
  await page.getByText('You have this conversation.').waitFor();
  const sent = await server.send({text: 'are you there?', session_id: 's-first'});
  const poll = server.get(`${sent.body['poll_url']}?wait=25`);
  await page.locator('#words').getByText('are you there?').waitFor();
  await page.keyboard.type('Yes, how can I help?');
  await page.keyboard.press('Enter');
  t.like((await poll).body, {status: 'done', text: 'Yes, how can I help?', by: 'person', name: 'Robin'});
  await page.locator('#words').getByText('Yes, how can I help?').waitFor();
  t.is(await page.locator('#text').inputValue(), '');
  await page.getByRole('button', {name: 'Hand back'}).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Handed back to the assistant.').waitFor();
  await say('thanks', 's-first');
  await page.locator('#words').getByText('agent: thanks').waitFor();
  await page.keyboard.press('Escape');
  t.false(await page.locator('#words').isVisible());
});

test('who may be in danger stands before those that wait longer, and a list that is cut says so', async t => {
  const {server, say, open} = await testDesk(t);
  for (let i = 0; i < 5; i++) await say('a person, please', `s-${i}`);
  await say('I want to kill myself', 's-danger');
  const page = await open();
  const first = page.locator('#waiting button').first();
  await until(async () => (await page.locator('#waiting button').count()) === 6);
  t.regex((await first.textContent()) ?? '', /^Emergency/);
  t.is(await page.locator('#status').textContent(), '6 waiting');
  for (let i = 5; i < 10; i++) await server.send({text: 'I want to kill myself', session_id: `s-${i}`});
  await page.route('**/admin/sessions?state=*', (route, request) =>
    route.continue({url: request.url().replace('limit=200', 'limit=1')}),
  );
  await page.getByText(/^10\+ waiting\. Not all are listed/).waitFor();
});

test('two people at the desk see who has a conversation, and nobody overwrites', async t => {
  const {say, open} = await testDesk(t);
  await say('a person, please', 's1');
  const [robin, sam] = await Promise.all([open(), open()]);
  await robin.getByLabel('Your name').fill('Robin');
  await sam.getByLabel('Your name').fill('Sam');
  for (const page of [robin, sam]) await page.locator('#waiting button').click();
  await robin.getByRole('button', {name: 'Take over'}).click();
  await sam.getByRole('button', {name: 'Take over from Robin'}).waitFor();
  t.false(await sam.locator('#answer').isVisible());
  await sam.locator('#person').getByText('Robin has it').waitFor();
  await sam.getByRole('button', {name: 'Take over from Robin'}).click();
  await sam.getByText('You have this conversation.').waitFor();
  await robin.getByRole('button', {name: 'Take over from Sam'}).waitFor();
});

test('the desk is in Spanish too, on a phone, light and dark, and everybody can use it', async t => {
  const {say, open} = await testDesk(t, 'es-MX');
  await say('a person, please', 's1');
  const page = await open();
  const paint = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime';
  t.log(`first paint after ${Math.round(await until(() => page.evaluate<number | undefined>(paint)))} ms`);
  await page.setViewportSize({width: 360, height: 700});
  await page.locator('#waiting').getByText('Pidió una persona').click();
  t.false(await page.locator('#side').isVisible(), 'a phone shows one thing at a time');
  await page.locator('#words').getByText('a person, please', {exact: true}).waitFor();
  await page.getByRole('button', {name: 'Atender'}).click();
  await page.getByText('Usted atiende esta conversación.').waitFor();
  await page.locator('#text').fill('Hola. ');
  await page.getByRole('button', {name: 'One moment please, I am looking it up.'}).click();
  t.is(await page.locator('#text').inputValue(), 'Hola. One moment please, I am looking it up.');
  await page.getByLabel('Sonido').check();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1200, 360]) {
      await page.emulateMedia({colorScheme});
      await page.setViewportSize({width, height: 700});
      t.deepEqual(await violationsOf(page), [], `${colorScheme} ${width}`);
      t.is(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    }
  }
  await page.getByRole('button', {name: 'Volver a la lista'}).click();
  await page.locator('#person button').waitFor();
  t.deepEqual(await violationsOf(page), []);
});

import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Page} from 'playwright-core';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import type {PlaintalkWidget} from '../../widget/plaintalk-widget.ts';
import {openedMessage} from '../helpers/redis.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {chatIn} from './chat.ts';
import {Site} from './site.ts';

const clinics = await mkdtemp(join(tmpdir(), 'plaintalk-clinics-'));
const site = new Site({CLINICS_DIR: clinics});
test.before(async () => {
  const demo = {...loadClinics(defaultClinicsDir).get('demo')};
  const asking = {
    ...demo,
    id: 'asking',
    consent: {text: 'We keep what you write for a day.'},
    privacyUrl: 'https://clinic.example/privacy',
  };
  await writeFile(join(clinics, 'demo.json'), JSON.stringify(demo));
  await writeFile(join(clinics, 'asking.json'), JSON.stringify(asking));
});
test.after.always(async () => {
  await site.close();
  await rm(clinics, {recursive: true});
});

const alarming = 'My chest hurts and I cannot breathe';

type Fulfilled = {status: number; body: string; headers: Record<string, string>};

/** Answers the next requests to an address as something else would, then leaves it alone. */
async function answerOnce(page: Page, address: string, answers: Fulfilled[]): Promise<void> {
  const left = [...answers];
  await page.route(address, async route => {
    const next = left.shift();
    if (next) await route.fulfill(next);
    else await route.continue();
  });
}

const problem = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers: {
    'Content-Type': 'application/problem+json',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After',
    ...headers,
  },
  body: JSON.stringify({code, status, title: code, detail: code}),
});

async function open(t: ExecutionContext, attributes = '') {
  const html = `<!doctype html><html lang="en"><title>A clinic</title>
    <plaintalk-widget clinic-id="demo" api-url="{API}" ${attributes}></plaintalk-widget><script src="{API}/widget.js"></script></html>`;
  const visit = await site.visit(t, {html});
  await visit.chat.launcher.click();
  await visit.chat.input.waitFor();
  return visit;
}

test('too many messages: it says when it is sent again, and sends it', async t => {
  const {page, chat} = await open(t);
  await answerOnce(page, '**/widget/send', [problem(429, 'rate_limited', {'Retry-After': '12'})]);
  await page.clock.install();
  await chat.ask('Hello');
  await chat.error.getByText(/Too many messages at once\. It is sent again at \d+:\d\d/).waitFor();
  await page.clock.fastForward(13_000);
  await chat.replies.getByText('echo: Hello').waitFor();
  t.is(await chat.error.count(), 0);
});

for (const [what, answer] of [
  ['a server that is down', {status: 503, body: '', headers: {'Access-Control-Allow-Origin': '*'}}],
  [
    'a page of a proxy',
    {status: 502, body: '<html>Bad gateway</html>', headers: {'Access-Control-Allow-Origin': '*'}},
  ],
  [
    'the page of a portal',
    {status: 200, body: '<html>Log in</html>', headers: {'Access-Control-Allow-Origin': '*'}},
  ],
  [
    'half an answer',
    {status: 202, body: '{"message_id":"x","poll_u', headers: {'Access-Control-Allow-Origin': '*'}},
  ],
] as const) {
  test(`${what} in the place of an acceptance: it says so, and sends again by itself`, async t => {
    const {page, chat} = await open(t);
    await answerOnce(page, '**/widget/send', [answer, answer]);
    await chat.ask('Hello');
    await chat.error
      .getByText('The chat is not available right now. It is sent as soon as possible.')
      .waitFor();
    await chat.replies.getByText('echo: Hello').waitFor();
    t.is(await chat.error.count(), 0);
    t.is(await chat.questions.count(), 1);
  });
}

test('polls that are answered with rubbish, or cut in half, end nothing', async t => {
  const {page, chat, asked, answer} = await open(t);
  answer(() => undefined);
  const headers = {'Access-Control-Allow-Origin': '*'};
  await answerOnce(page, '**/widget-poll/*', [
    {status: 200, body: '<html>', headers},
    {status: 200, body: '{"message_id":"m","events":[{"id":"1-', headers},
    problem(500, 'internal'),
  ]);
  await chat.ask('Hello');
  const question = await asked('Hello');
  question.say('Hi.');
  question.end();
  await chat.replies.getByText('Hi.').waitFor();
  t.is(await chat.replies.count(), 1);
});

for (const [status, code, sentence, button] of [
  [413, 'body_too_large', 'This message cannot be sent as it is. Please reword it.', 'Edit'],
  [400, 'invalid_request', 'This message cannot be sent as it is. Please reword it.', 'Edit'],
  [403, 'origin_not_allowed', 'This chat is not set up for this page.', 'Try again'],
  [422, 'unheard_of', 'Something went wrong on our side.', 'Try again'],
] as const) {
  test(`a refusal with ${code} is said in words, with a way on, and loses nothing`, async t => {
    const {page, chat} = await open(t);
    await chat.choices.first().waitFor();
    await answerOnce(page, '**/widget/send', [problem(status, code)]);
    await chat.ask('Hello there');
    await chat.error.getByText(sentence).waitFor();
    await chat.error.getByText('(555) 555-0142').waitFor();
    await page.getByRole('button', {name: button}).click();
    if (button === 'Edit') {
      t.is(await chat.input.inputValue(), 'Hello there');
      t.is(await chat.questions.count(), 0);
      await chat.input.press('Enter');
    }
    await chat.replies.getByText('echo: Hello there').waitFor();
    t.is(await chat.questions.count(), 1);
  });
}

test('a session that has ended is renewed, or begun anew, and the message goes out', async t => {
  const {page, chat, app} = await open(t);
  await chat.ask('One');
  await chat.replies.getByText('echo: One').waitFor();
  await answerOnce(page, '**/widget/send', [problem(401, 'session_token_invalid')]);
  await chat.ask('Two');
  await chat.replies.getByText('echo: Two').waitFor();
  const token = await tokenOf(page);
  await fetch(`${app.url}/apps/voice-api/widget/session`, {
    method: 'DELETE',
    headers: {Authorization: `Bearer ${token}`},
  });
  await chat.ask('Three');
  await chat.replies.getByText('echo: Three').waitFor();
  t.is(await chat.questions.count(), 3, 'what was said stays on screen');
});

test('an unknown clinic, or a server that is none, is said, and what was typed is kept', async t => {
  const {chat} = await open(t, 'user-id="a"');
  await chat.widget.evaluate(widget => widget.setAttribute('clinic-id', 'nobody'));
  await chat.ask('Hello');
  await chat.error.getByText('This chat is not set up yet.').waitFor();
  await chat.widget.evaluate(widget => widget.setAttribute('api-url', 'http://127.0.0.1:9'));
  await chat.ask('Hello?');
  await chat.error.getByText('No connection. It is sent as soon as possible.').waitFor();
  t.deepEqual(await chat.questions.allTextContents(), ['You: Hello?']);
});

async function tokenOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const [key = ''] = Object.keys(localStorage).filter(name => name.startsWith('plaintalk:2:['));
    return JSON.parse(localStorage.getItem(key) ?? '{}').token;
  });
}

test('what is deleted is deleted on the server as well, also where that had to wait', async t => {
  const {page, context, chat, app} = await open(t);
  await chat.ask('A secret');
  await chat.replies.getByText('echo').waitFor();
  const token = await tokenOf(page);
  const history = () =>
    fetch(`${app.url}/apps/voice-api/widget-history`, {headers: {Authorization: `Bearer ${token}`}});
  t.is((await history()).status, 200);
  await context.setOffline(true);
  await page.getByRole('button', {name: 'More'}).click();
  await page.getByRole('button', {name: 'Delete conversation'}).click();
  await page.getByRole('button', {name: 'Delete conversation'}).click();
  t.is(await chat.questions.count(), 0);
  t.false((await page.evaluate(() => JSON.stringify(localStorage))).includes('secret'));
  await context.setOffline(false);
  await until(async () => (await history()).status === 401);
  t.pass();
});

test('nothing is kept where the page wants nothing kept, and only in the tab where it wants that', async t => {
  const none = await open(t, 'storage="none"');
  await none.chat.ask('Hello');
  await none.chat.replies.waitFor();
  t.deepEqual(await none.page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  await none.page.reload();
  await none.chat.launcher.click();
  await none.chat.input.waitFor();
  t.is(await none.chat.questions.count(), 0);

  const tab = await open(t, 'storage="tab"');
  await tab.chat.ask('Hello');
  await tab.chat.replies.waitFor();
  t.is(await tab.page.evaluate(() => localStorage.length), 0);
  await tab.page.reload();
  await tab.chat.replies.getByText('echo: Hello').waitFor();
  const other = await tab.context.newPage();
  await other.goto(tab.page.url());
  await chatIn(other).launcher.click();
  await chatIn(other).input.waitFor();
  t.is(await chatIn(other).questions.count(), 0);
});

test('a conversation that is idle for too long ends on this machine', async t => {
  const {page, chat} = await open(t, 'idle-minutes="5"');
  // The conversation is followed all the while, and nobody says anything.
  await page.route('**/widget-history*', route => {
    const cursor = new URL(route.request().url()).searchParams.get('after') ?? '0';
    return route.fulfill({json: {messages: [], next: null, cursor, state: 'agent', retry_after_ms: 1000}});
  });
  await page.clock.install();
  await chat.ask('Hello');
  await chat.replies.getByText('echo').waitFor();
  for (let i = 0; i < 8; i++) {
    const followed = page.waitForResponse('**/widget-history*');
    await page.clock.fastForward('00:30');
    await followed;
  }
  t.is(await chat.questions.count(), 1);
  await page.clock.fastForward('02:00');
  await until(async () => (await chat.questions.count()) === 0);
  t.false((await page.evaluate(() => JSON.stringify(localStorage))).includes('Hello'));
});

test('a clinic that asks for consent gets it after the first message, which goes out then', async t => {
  const {page, chat, app} = await open(t, 'clinic-id="asking"');
  await page.evaluate(() => document.querySelector('plaintalk-widget')?.setAttribute('clinic-id', 'asking'));
  await chat.choices.first().waitFor();
  await chat.ask('Are you open?');
  const form = page.getByRole('group', {name: 'Your consent'});
  await form.getByText('We keep what you write for a day.').waitFor();
  t.is(await chat.input.count(), 0, 'it stands in the place of the text box');
  t.is(
    await form.getByRole('link', {name: 'Privacy notice'}).getAttribute('href'),
    'https://clinic.example/privacy',
  );
  await until(async () => (await chat.focused()) !== '');
  await page.getByRole('button', {name: 'I do not agree'}).click();
  t.is(await chat.input.inputValue(), 'Are you open?', 'nothing is lost');
  await chat.input.press('Enter');
  await page.getByRole('button', {name: 'I agree'}).click();
  await chat.replies.getByText('echo: Are you open?').waitFor();
  t.is(await chat.questions.count(), 1);

  await writeFile(
    join(clinics, 'asking.json'),
    JSON.stringify({...loadClinics(clinics).get('asking'), consent: {text: 'We keep it for a week.'}}),
  );
  await until(async () =>
    (await (await fetch(`${app.url}/apps/voice-api/widget/config?clinic_id=asking`)).text()).includes(
      'a week',
    ),
  );
  await chat.ask('And now?');
  await form.getByText('We keep it for a week.').waitFor();
  await page.getByRole('button', {name: 'I agree'}).click();
  await chat.replies.getByText('echo: And now?').waitFor();
  t.is(await chat.replies.count(), 2);
});

test('an alarm does not wait for consent', async t => {
  const {page, chat} = await open(t);
  await page.evaluate(() => document.querySelector('plaintalk-widget')?.setAttribute('clinic-id', 'asking'));
  await chat.ask(alarming);
  await page.getByRole('link', {name: 'Call 911'}).waitFor();
  await page.getByRole('button', {name: 'I agree'}).waitFor();
  t.pass();
});

test('says what a reply was worth, and copies it', async t => {
  const {page, context, chat, app} = await open(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.ask('**Hello**');
  await chat.replies.waitFor();
  await page.getByRole('button', {name: 'Copy'}).click();
  await until(async () => (await chat.heard()).includes('Copied.'));
  t.is(await page.evaluate(() => navigator.clipboard.readText()), 'echo: Hello');
  const down = page.getByRole('button', {name: 'Poor answer'});
  await down.click();
  t.is(await down.getAttribute('aria-pressed'), 'true');
  const comment = page.getByRole('textbox', {name: 'What was wrong?'});
  await comment.fill('It only repeats me');
  await comment.press('Enter');
  await until(async () => (await chat.heard()).includes('Thank you.'));
  const ids = await app.redis.run(async client => {
    const keys = await client.keys('message:*');
    return keys.filter(key => !key.endsWith(':events')).map(key => key.slice('message:'.length));
  });
  const messages = await Promise.all(ids.map(id => openedMessage(app.redis, id)));
  t.true(messages.some(({rating, comment}) => rating === 'down' && comment === 'It only repeats me'));
});

test('downloads what was said, as it was said', async t => {
  const {page, chat} = await open(t);
  await chat.ask('Hello');
  await chat.replies.waitFor();
  await page.getByRole('button', {name: 'More'}).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', {name: 'Download conversation'}).click();
  const download = await downloading;
  t.is(download.suggestedFilename(), 'Willow Street Clinic.txt');
  const chunks = await (await download.createReadStream()).toArray();
  t.regex(
    Buffer.concat(chunks).toString(),
    /^Willow Street Clinic\n\n\[.+\] You: Hello\n\[.+\] AI assistant: echo: Hello$/,
  );
});

test('a part that is not what it was built as is not run, and the conversation goes on', async t => {
  const {url} = (await site.open()).app;
  const {page, chat} = await site.visit(t, {isClosed: true});
  await page.route('**/widget-more.*', async route => {
    const response = await route.fetch();
    await route.fulfill({response, body: `${await response.text()};globalThis.pwned=1`});
  });
  const html = `<!doctype html><html lang="en"><title>A</title><plaintalk-widget clinic-id="demo"></plaintalk-widget><script type="module" src="${url}/widget.js"></script></html>`;
  await page.goto((await site.open()).pages.add(html, {}));
  await chat.launcher.click();
  await chat.ask('Hello');
  await chat.replies.getByText('echo: Hello').waitFor();
  t.is(await page.evaluate(() => Reflect.get(window, 'pwned')), undefined);
  t.is(await page.getByRole('button', {name: 'More'}).count(), 0);
});

test('clears by itself too, for pages that say when', async t => {
  const {page, chat} = await open(t);
  await chat.ask('Hello');
  await chat.replies.waitFor();
  await page.evaluate(() => document.querySelector<PlaintalkWidget>('plaintalk-widget')?.clear());
  await until(async () => (await chat.questions.count()) === 0);
  t.is(await page.evaluate(() => localStorage.length), 0);
});

for (const [what, patterns] of [
  ['what the clinic wants shown', ['**/widget/config*']],
  ['the second script', ['**/widget-more*']],
  ['anything', ['**/widget/config*', '**/widget-more*', '**/apps/voice-api/**']],
] as const) {
  test(`where ${what} cannot be had, it is asked for again after a while, not all the time`, async t => {
    let count = 0;
    const {page, chat, context} = await site.visit(t);
    for (const pattern of patterns) {
      await context.route(pattern, route => {
        count += 1;
        return route.abort();
      });
    }
    await page.reload();
    await chat.launcher.click();
    await until(() => count > 0);
    await page.waitForFunction(() => performance.now() > 3000);
    t.true(count <= 20, `${count} requests in 3 s`);
  });
}

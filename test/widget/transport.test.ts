import type {Request} from 'playwright-core';
import type {PlaintalkWidget} from '../../widget/plaintalk-widget.ts';
import {gate} from '../helpers/gate.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {chatIn} from './chat.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

const socketPage = `<!doctype html><html lang="en"><title>A clinic</title>
  <plaintalk-widget clinic-id="demo" api-url="{API}" use-websocket></plaintalk-widget><script src="{API}/widget.js"></script></html>`;

test('words come over a WebSocket where the page wants that, and no poll is held meanwhile', async t => {
  const {page, chat, asked, answer} = await site.visit(t, {html: socketPage});
  answer(() => undefined);
  const frames: string[] = [];
  page.on('websocket', socket => socket.on('framereceived', ({payload}) => frames.push(String(payload))));
  const polls: string[] = [];
  page.on('request', request => {
    if (request.url().includes('/widget-poll/')) polls.push(request.url());
  });
  await chat.launcher.click();
  await chat.choices.first().waitFor();
  await chat.ask('One');
  const question = await asked('One');
  question.say('The first ');
  await until(() => frames.some(frame => frame.includes('"delta"')));
  await chat.replies.getByText('The first').waitFor();
  const held = polls.length;
  question.say('and the last.');
  await chat.replies.getByText('The first and the last.').waitFor();
  t.is(polls.length, held, 'only the end is asked for');
  question.end({choices: ['More']});
  await chat.choices.getByText('More').waitFor();
  t.is(await chat.replies.count(), 1);
});

test('a socket that is cut leaves it to polls, without a word lost or twice', async t => {
  const {page, chat, asked, answer} = await site.visit(t, {html: socketPage, isClosed: true});
  answer(() => undefined);
  const cuts: (() => void)[] = [];
  await page.routeWebSocket(/\/ws\/widget\//, socket => {
    const server = socket.connectToServer();
    cuts.push(() => {
      void server.close();
      void socket.close();
    });
  });
  await page.goto(
    (await site.open()).pages.add(socketPage.replaceAll('{API}', (await site.open()).app.url), {}),
  );
  await chat.launcher.click();
  await chat.choices.first().waitFor();
  await chat.ask('Two');
  const question = await asked('Two');
  question.say('One, ');
  await chat.replies.getByText('One,').waitFor();
  await until(() => cuts.length === 1);
  cuts[0]?.();
  question.say('two, ');
  question.say('three.');
  question.end();
  await chat.replies.getByText('One, two, three.').waitFor();
  t.is((await chat.replies.textContent())?.trim(), 'One, two, three.');
});

test('where the browser has no locks, two tabs that begin at once have one session and one conversation', async t => {
  const before = () => Reflect.deleteProperty(Navigator.prototype, 'locks');
  const {page, context, chat, answer} = await site.visit(t, {before});
  answer(text => `${text}, yes.`);
  const gates = [gate(), gate()] as const;
  const asked: string[] = [];
  const sessions = new Set<string>();
  await context.route('**/widget/session', async route => {
    await gates[asked.push(route.request().url()) === 1 ? 0 : 1].opened;
    await route.continue();
  });
  context.on('request', request => {
    if (request.url().endsWith('/widget/send')) sessions.add(request.postDataJSON().session_id);
  });
  const other = await context.newPage();
  await other.goto(page.url());
  t.false(await other.evaluate(() => 'locks' in navigator));
  const tabs = [chat, chatIn(other)] as const;
  for (const [i, tab] of tabs.entries()) {
    await tab.launcher.click();
    await tab.ask(i ? 'Two' : 'One');
  }
  await until(() => asked.length === 2);
  gates[0].open();
  await chat.replies.getByText('One, yes.').waitFor();
  gates[1].open();
  for (const tab of tabs)
    for (const reply of ['One, yes.', 'Two, yes.']) await tab.replies.getByText(reply).waitFor();
  t.is(sessions.size, 1);
  for (const tab of tabs) t.is(await tab.questions.count(), 2);
});

test('what a tab wrote is heard by the others, though one of them has written over it by then', async t => {
  const {page, context, chat, answer} = await site.visit(t);
  answer(() => 'Hi.');
  await chat.launcher.click();
  await chat.ask('First');
  await chat.replies.getByText('Hi.').waitFor();
  const other = await context.newPage();
  await other.route('**/widget-history*', route => route.abort()); // the other way to hear of it
  await other.goto(page.url());
  await chatIn(other).launcher.click();
  await chatIn(other).replies.getByText('Hi.').waitFor();
  const {opened: held, open: release} = gate();
  await page.route('**/widget/send', async route => {
    await held;
    await route.continue();
  });
  await chat.ask('Second');
  await chatIn(other).questions.getByText('Second').waitFor();
  await page.keyboard.press('Escape'); // who reads on there would write it down again
  await chat.panel.waitFor({state: 'hidden'});
  const busy = other.evaluate(() => {
    const end = performance.now() + 1000;
    while (performance.now() < end); // the record of the acceptance waits to be heard
    document.querySelector<PlaintalkWidget>('plaintalk-widget')?.send('Third');
  });
  release();
  await busy;
  await until(async () => (await chatIn(other).replies.count()) === 3);
  t.is(await chatIn(other).questions.count(), 3);
});

test('tabs that begin together have one session, and what is said meanwhile is asked once', async t => {
  const {page, context, chat, answer} = await site.visit(t);
  const asked: string[] = [];
  answer(text => {
    asked.push(text);
    return 'Hi.';
  });
  const opened: string[] = [];
  context.on('request', request => {
    if (request.url().endsWith('/widget/session')) opened.push(request.method());
  });
  const {opened: held, open: release} = gate();
  await page.route('**/widget/session', async route => {
    await held;
    await route.continue();
  });
  await chat.launcher.click();
  await chat.ask('First');
  const other = await context.newPage();
  await other.goto(page.url());
  await chatIn(other).launcher.click();
  await chatIn(other).questions.getByText('First').waitFor();
  release();
  for (const one of [chat, chatIn(other)]) await one.replies.getByText('Hi.').waitFor();
  t.deepEqual([opened, asked], [['POST'], ['First']]);
});

test('one tab asks for all, the others show the same, and the next one takes its place', async t => {
  const {page, context, chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Hello');
  await chat.typing.waitFor();
  const other = await context.newPage();
  const asking = {first: 0, other: 0};
  for (const [name, tab] of [
    ['first', page],
    ['other', other],
  ] as const) {
    tab.on('request', request => {
      if (/widget-(poll|history)/.test(request.url())) asking[name]++;
    });
    const end = (request: Request) => {
      if (/widget-(poll|history)/.test(request.url())) asking[name]--;
    };
    tab.on('requestfinished', end);
    tab.on('requestfailed', end);
  }
  await other.goto(page.url());
  await chatIn(other).launcher.click();
  await until(() => asking.other === 2);
  await until(() => asking.first <= 0);
  const question = await asked('Hello');
  question.say('Hi ');
  for (const tab of [chat, chatIn(other)]) await tab.replies.getByText('Hi').waitFor();
  await other.close();
  question.say('there.');
  question.end();
  await chat.replies.getByText('Hi there.').waitFor();
  t.is(await chat.replies.count(), 1);
});

test('a page that comes back as it was left goes on where it was', async t => {
  const {page, chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Hello');
  const question = await asked('Hello');
  question.say('Hi ');
  await chat.replies.getByText('Hi').waitFor();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true})));
  question.say('there.');
  question.end();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})));
  await chat.replies.getByText('Hi there.').waitFor();
  await chat.ask('Still here?');
  await asked('Still here?');
  t.is(await chat.questions.count(), 2);
});

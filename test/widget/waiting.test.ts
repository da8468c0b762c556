import type {Page} from 'playwright-core';
import {gate} from '../helpers/gate.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {Site, type Visit} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

const alarming = 'My chest hurts and I cannot breathe';

/** A visitor who has the panel open, to be answered by the test. */
async function waiting(t: ExecutionContext): Promise<Visit> {
  const visit = await site.visit(t);
  visit.answer(() => undefined);
  await visit.chat.launcher.click();
  return visit;
}

/** How many milliseconds after the 202 of the message the page shows an alarm; less than none where its history told it. */
async function alarmDelay({page, chat}: Visit, text = alarming): Promise<number> {
  await page.evaluate(() => {
    const known = window.fetch;
    window.fetch = async (...given) => {
      const response = await known(...given);
      const acceptedAt = performance.now();
      if (String(given[0]).endsWith('/send') && (await response.clone().text()).includes('"guard"')) {
        Object.assign(window, {acceptedAt});
      }
      return response;
    };
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const look = () => {
      if (!shadowRoot?.querySelector('[part~=alarm]')) return requestAnimationFrame(look);
      return Object.assign(window, {shownAt: performance.now()});
    };
    look();
  });
  await chat.ask(text);
  return page.evaluate(async () => {
    const at = (name: string): number => Reflect.get(window, name) ?? Number.NaN;
    const end = performance.now() + 15_000;
    while (!(at('shownAt') && at('acceptedAt')) && performance.now() < end)
      await new Promise(requestAnimationFrame);
    return at('shownAt') - at('acceptedAt');
  });
}

async function holdNextSend(page: Page): Promise<() => void> {
  const {opened: held, open: release} = gate();
  let isFirst = true;
  await page.route('**/widget/send', async route => {
    const holds = isFirst;
    isFirst = false;
    if (holds) await held;
    await route.continue().catch(() => undefined); // the page has given it up
  });
  return release;
}

test('what is said offline waits, says so, and is sent once when the network is back', async t => {
  const {page, context, chat, asked} = await waiting(t);
  await chat.widget.locator('[part=choice]').first().waitFor();
  await context.setOffline(true);
  await chat.ask('Are you open?');
  await chat.ask('And on Sunday?');
  await chat.error.getByText('No connection. It is sent as soon as possible.').first().waitFor();
  t.is(await chat.retry.count(), 0, 'nobody has to press anything');
  await page.waitForFunction(() => performance.now() > 6000);
  t.is(await chat.questions.count(), 2);
  await context.setOffline(false);
  for (const text of ['Are you open?', 'And on Sunday?']) {
    const question = await asked(text);
    question.say('Yes.');
    question.end();
  }
  await until(async () => (await chat.replies.count()) === 2);
  t.is(await chat.error.count(), 0);
  t.is(await chat.questions.count(), 2);
});

for (const [what, prepare] of [
  ['nothing before', async () => undefined],
  [
    'an answer that has not begun',
    async ({chat, asked}: Visit) => {
      await chat.ask('Are you open?');
      await asked('Are you open?');
    },
  ],
  [
    'an answer in the middle of its words',
    async ({chat, asked}: Visit) => {
      await chat.ask('Are you open?');
      const question = await asked('Are you open?');
      question.say('We are ');
      await chat.replies.getByText('We are').waitFor();
    },
  ],
  [
    'four messages that wait',
    async ({chat}: Visit) => {
      for (const text of ['One', 'Two', 'Three', 'Four']) await chat.ask(text);
      await chat.questions.getByText('Four').waitFor();
    },
  ],
  [
    'a send that hangs',
    async ({page, chat}: Visit) => {
      await holdNextSend(page);
      await chat.ask('Are you open?');
    },
  ],
] as const) {
  test(`an alarm is on screen within 300 ms of the 202, behind ${what}`, async t => {
    const visit = await waiting(t);
    await prepare(visit);
    const ms = await alarmDelay(visit);
    t.true(ms <= 300, `${Math.round(ms)} ms`);
    t.is(await visit.chat.alarm.getAttribute('role'), 'alert');
    t.is(await visit.chat.alarm.locator('[part=call]').getAttribute('href'), 'tel:911');
  });
}

test('an alarm is on screen within 300 ms of the 202 with no worker alive', async t => {
  const visit = await waiting(t);
  const {app} = await site.open();
  await app.worker.kill('SIGKILL');
  t.teardown(() => site.startWorker());
  const ms = await alarmDelay(visit, 'I am having a heart attack');
  t.true(ms <= 300, `${Math.round(ms)} ms`);
});

test('an alarm says what it is without colour, and no reply says it again', async t => {
  const {chat, asked} = await waiting(t);
  await chat.ask(alarming);
  await chat.alarm.locator('b').getByText('Emergency').waitFor();
  const box = await chat.alarm.locator('[part=call]').boundingBox();
  t.true((box?.height ?? 0) >= 44);
  const question = await asked(alarming);
  question.say('If this is an emergency, call 911 now. ');
  question.say('Please do not wait for an answer.');
  question.end();
  await until(async () => (await chat.typing.count()) === 0);
  t.is(await chat.replies.count(), 0);
  await chat.ask('It was nothing.');
  (await asked('It was nothing.')).say('Good. We are here when you need us, every weekday from 8 to 6.');
  await chat.replies.getByText('Good.').waitFor();
  t.is(await chat.alarm.count(), 1);
});

test('patience: it says that it writes, then that it takes longer, then how to reach a person', async t => {
  const visit = await site.visit(t, {isClosed: false});
  const {page, chat, answer} = visit;
  await page.clock.install();
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Are you open?');
  await chat.typing.waitFor();
  t.is(await chat.typing.locator('.spoken').textContent(), 'Writing… ');
  await page.clock.fastForward(4500);
  await chat.typing.getByText('Writing…').waitFor();
  await page.clock.fastForward(6000);
  await chat.typing.getByText('This takes longer than usual.').waitFor();
  await until(async () => (await chat.heard()).includes('This takes longer than usual.'));
  await page.clock.fastForward(125_000);
  // A request that was under way when the clock jumped has its own time again.
  await until(async () => {
    await page.clock.fastForward(5000);
    return (await chat.error.getByText('No answer has come.').count()) > 0;
  }, 40_000);
  await chat.error.getByText('(555) 555-0142').waitFor();
  t.is(await chat.typing.count(), 0);
  await until(async () => (await chat.heard()).some(said => /No answer has come\..*front desk/.test(said)));
});

test('a reply that is not wanted any more is stopped', async t => {
  const {chat, asked} = await waiting(t);
  await chat.ask('Are you open?');
  const question = await asked('Are you open?');
  question.say('Once upon a time ');
  await chat.widget.locator('[part=stop]').click();
  await chat.error.getByText('Stopped.').waitFor();
  t.is(await chat.focused(), 'input', 'the focus is not lost with the button');
  t.is(await chat.replies.count(), 1, 'what was said stays');
});

test('what a person says arrives, unasked too, under the name of that person', async t => {
  const {chat, app, page} = await waiting(t);
  await chat.ask('Can I talk to a human?');
  await chat.typing.waitFor();
  const session = await page.evaluate(() => {
    const [record] = Object.entries(localStorage).find(([key]) => key.startsWith('plaintalk:2:[')) ?? [];
    return JSON.parse(localStorage.getItem(record ?? '') ?? '{}').sessionId;
  });
  const say = (text: string) =>
    fetch(`${app.url}/admin/sessions/${session}/reply`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({text, name: 'Dana'}),
    });
  t.is((await say('Hello, this is Dana.')).status, 201);
  await chat.replies.getByText('this is Dana').waitFor();
  await chat.widget.locator('[part=speaker]').getByText('Dana').waitFor();
  await chat.widget.locator('[part=title]').getByText('Dana').waitFor();
  t.notRegex((await chat.widget.locator('[part=disclosure]').textContent()) ?? '', /automatic|false/);
  await page.keyboard.press('Escape');
  await say('Are you still there?');
  await chat.widget.locator('[part=badge]').getByText('1').waitFor();
  t.regex((await chat.launcher.textContent()) ?? '', /New messages: 1/);
  await chat.launcher.click();
  await chat.replies.getByText('still there').waitFor();
  t.is(await chat.widget.locator('[part=badge]').count(), 0);
  t.is(await chat.replies.count(), 2);
  await chat.ask('Yes');
  await chat.typing.getByText('Our team has your message').waitFor();
  await fetch(`${app.url}/admin/sessions/${session}/resume`, {method: 'POST'});
  const answered = await (await site.open()).backEnd.question('Yes');
  answered.say('Good.');
  answered.end();
  await chat.replies.getByText('Good.').waitFor();
  await until(async () =>
    /automatic/.test((await chat.widget.locator('[part=disclosure]').textContent()) ?? ''),
  );
});

test('an alarm is on screen within 2 s of the network being back', async t => {
  const {context, chat} = await waiting(t);
  await context.setOffline(true);
  await chat.ask(alarming);
  await chat.error.waitFor();
  await context.setOffline(false);
  const since = performance.now();
  await chat.alarm.waitFor();
  t.true(performance.now() - since < 2000);
});

import type {PlaintalkWidget} from '../../widget/plaintalk-widget.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {chatIn} from './chat.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

test('answers a question word by word, in one bubble', async t => {
  const {chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Are you open?');
  const question = await asked('Are you open?');
  t.is(await chat.input.inputValue(), '');
  question.say('We are open ');
  await chat.replies.getByText('We are open').waitFor();
  question.say('from **8** to 6.');
  await chat.replies.getByText('from 8 to 6.').waitFor();
  question.end();
  await chat.widget.locator('[part=time]').waitFor();
  t.is(await chat.replies.count(), 1);
  t.is(await chat.replies.locator('strong').textContent(), '8');
  t.deepEqual(await chat.questions.allTextContents(), ['You: Are you open?']);
});

test('shows a reply once, though the page was reloaded in the middle of it', async t => {
  const {page, context, chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Are you open?');
  const question = await asked('Are you open?');
  question.say('We are open ');
  await chat.replies.getByText('We are open').waitFor();
  await page.reload();
  await chat.replies.getByText('We are open').waitFor();
  t.true(await chat.panel.isVisible(), 'the panel is open as it was');
  question.say('from 8 to 6.');
  question.end();
  await chat.replies.getByText('We are open from 8 to 6.').waitFor();
  t.is(await chat.replies.count(), 1);
  t.is(await chat.questions.count(), 1);

  const otherPage = await context.newPage();
  await otherPage.goto(page.url());
  const other = chatIn(otherPage);
  await other.launcher.click();
  t.is(await other.replies.count(), 1);
  answer(text => `echo: ${text}`);
  await other.ask('And on Sunday?');
  for (const tab of [chat, other]) await tab.replies.getByText('echo: And on Sunday?').waitFor();
  t.is(await chat.questions.count(), 2);
  await page.evaluate(() => document.querySelector<PlaintalkWidget>('plaintalk-widget')?.clear());
  await until(async () => (await other.questions.count()) === 0);
  t.is(await chat.questions.count(), 0);
});

test('is used with the keyboard alone', async t => {
  const {page, chat} = await site.visit(t);
  await chat.launcher.waitFor();
  await page.keyboard.press('Tab');
  t.is(await chat.focused(), 'launcher');
  t.is(await chat.launcher.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('Enter');
  await until(async () => (await chat.focused()) === 'input');
  t.is(await chat.launcher.getAttribute('aria-expanded'), 'true');
  await page.keyboard.type('Hello');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('you');
  t.is(await chat.input.inputValue(), 'Hello\nyou');
  await page.keyboard.press('Enter');
  await chat.replies.getByText('echo: Hello').waitFor();
  t.is(await chat.focused(), 'input', 'the focus never moves by itself');
  await page.keyboard.press('Tab');
  t.is(await chat.focused(), 'send');
  await page.keyboard.press(' ');
  t.is(await chat.questions.count(), 1, 'nothing is sent when nothing is written');
  await page.keyboard.press('Escape');
  await until(async () => (await chat.focused()) === 'launcher');
  t.false(await chat.panel.isVisible());
});

test('gives the focus back to whatever opened the panel', async t => {
  const html = `<!doctype html><html lang="en"><title>A clinic</title><button>Ask us</button>
    <plaintalk-widget clinic-id="demo" api-url="{API}"></plaintalk-widget><script src="{API}/widget.js"></script>
    <script>document.querySelector('button').onclick = () => document.querySelector('plaintalk-widget').show()</script></html>`;
  const {page, chat} = await site.visit(t, {html});
  await page.getByText('Ask us').focus();
  await page.keyboard.press('Enter');
  await until(async () => (await chat.focused()) === 'input');
  await page.keyboard.press('Escape');
  await until(() => page.evaluate(() => document.activeElement?.textContent === 'Ask us'));
  t.false(await chat.panel.isVisible());
});

test('announces a reply once, whole and without marks, and not the words as they stream', async t => {
  const {chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Are you open?');
  const question = await asked('Are you open?');
  question.say('**Yes**:\n\n- Monday\n- ');
  await chat.replies.getByText('Monday').waitFor();
  t.deepEqual(await chat.heard(), []);
  question.say('[Tuesday](https://clinic.example)');
  question.end();
  await until(async () => (await chat.heard()).length > 0);
  t.deepEqual(await chat.heard(), ['AI assistant: Yes:\nMonday\nTuesday']);
  t.is(await chat.log.getAttribute('aria-live'), 'off');
});

test('tells the page what happens, and no word of what was said unless it asks for them', async t => {
  const before = () => {
    const told: unknown[] = [];
    for (const type of ['ready', 'open', 'send', 'reply', 'close', 'error']) {
      document.addEventListener(`plaintalk-${type}`, event =>
        told.push([event.type, Reflect.get(event, 'messageId'), Reflect.get(event, 'text')]),
      );
    }
    Object.assign(window, {told});
  };
  const {page, chat} = await site.visit(t, {before});
  const told = () =>
    page.evaluate(() => Reflect.get(window, 'told') as [string, string, string | undefined][]);
  await chat.launcher.click();
  await chat.ask('Are you open?');
  await chat.replies.waitFor();
  await page.keyboard.press('Escape');
  await until(async () => (await told()).length === 5);
  t.deepEqual(
    (await told()).map(([type]) => type),
    ['plaintalk-ready', 'plaintalk-open', 'plaintalk-send', 'plaintalk-reply', 'plaintalk-close'],
  );
  const ids = (await told()).map(([, id]) => id);
  t.regex(ids[2] ?? '', /^[\w-]{22,}$/);
  t.is(ids[2], ids[3]);
  t.false(JSON.stringify(await told()).includes('open?'));
  await page.evaluate(() => document.querySelector('plaintalk-widget')?.setAttribute('expose-text', ''));
  await page.evaluate(() => document.querySelector<PlaintalkWidget>('plaintalk-widget')?.send('And now?'));
  await until(async () => (await told()).length === 7);
  t.deepEqual(
    (await told()).slice(5).map(([, , text]) => text),
    ['And now?', 'echo: And now?'],
  );
});

test('works under a strict policy, on the page of another origin', async t => {
  const {url} = (await site.open()).app;
  const policy = `default-src 'none'; script-src ${url}; style-src 'none'; connect-src ${url}; require-trusted-types-for 'script'; trusted-types plaintalk`;
  const {page, chat} = await site.visit(t, {
    headers: {'Content-Security-Policy': policy},
    before: () => {
      const broken: string[] = [];
      document.addEventListener('securitypolicyviolation', event => broken.push(event.violatedDirective));
      Object.assign(window, {broken});
    },
  });
  await chat.launcher.click();
  await chat.ask('<img src=x onerror=alert(1)>');
  await chat.replies.getByText('echo: <img').waitFor();
  t.deepEqual(await page.evaluate(() => Reflect.get(window, 'broken')), []);
  t.is(
    await chat.launcher.evaluate(button => getComputedStyle(button).borderRadius),
    '99px',
    'the styles apply',
  );
  t.is(await chat.widget.locator('img').count(), 0);
  t.is(await page.evaluate(() => document.cookie), '');
  const globals = await page.evaluate(() => Object.keys(window).filter(name => /plaintalk|^lit/i.test(name)));
  t.deepEqual(globals, []);
});

test('goes on without storage, moved in the page, beside a second copy of the script', async t => {
  const {page, chat, app, asked, answer} = await site.visit(t, {
    before: () => {
      const get = () => {
        throw new DOMException('The operation is insecure', 'SecurityError');
      };
      for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {get});
    },
  });
  answer(() => undefined);
  await page.addScriptTag({url: `${app.url}/widget.js?again`, type: 'module'});
  await page.addScriptTag({url: `${app.url}/widget.js?and-again`});
  await chat.launcher.click();
  await chat.ask('Are you open?');
  const question = await asked('Are you open?');
  question.say('We are ');
  await chat.replies.getByText('We are').waitFor();
  await page.evaluate(() =>
    document.querySelector('h1')?.append(document.querySelector('plaintalk-widget') ?? ''),
  );
  question.say('open.');
  question.end();
  await chat.replies.getByText('We are open.').waitFor();
  t.true(await chat.panel.isVisible());
  t.is(await chat.replies.count(), 1);
  t.is(await chat.questions.count(), 1);
});

test('keeps the conversations of two clinics apart', async t => {
  const {page, chat} = await site.visit(t);
  await chat.launcher.click();
  await chat.ask('Are you open?');
  await chat.replies.getByText('echo').waitFor();
  const become = (clinic: string) =>
    page.evaluate(id => document.querySelector('plaintalk-widget')?.setAttribute('clinic-id', id), clinic);
  await become('demo-es');
  await until(async () => (await chat.questions.count()) === 0);
  await chat.ask('¿Están abiertos?');
  await chat.replies.getByText('echo: ¿Están abiertos?').waitFor();
  await become('demo');
  await chat.replies.getByText('echo: Are you open?').waitFor();
  t.is(await chat.replies.count(), 1);
});

test('renders nothing while somebody types', async t => {
  const {page, chat} = await site.visit(t);
  await chat.launcher.click();
  await chat.ask('Are you open?');
  await chat.replies.getByText('echo').waitFor();
  await page.evaluate(() => {
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const changes: string[] = [];
    const note = (records: MutationRecord[]) => {
      for (const {target} of records)
        if (!(target instanceof Element && target.matches('.grow'))) changes.push(target.nodeName);
    };
    if (shadowRoot) {
      new MutationObserver(note).observe(shadowRoot, {
        childList: true,
        characterData: true,
        subtree: true,
        attributes: true,
      });
    }
    Object.assign(window, {changes});
  });
  await chat.input.pressSequentially('It hurts when I laugh');
  t.deepEqual(await page.evaluate(() => Reflect.get(window, 'changes')), []);
});

test('shows what the clinic says about itself, and lets a tap say it', async t => {
  const {page, chat} = await site.visit(t);
  await chat.launcher.click();
  await page.getByRole('dialog', {name: 'Willow Street Clinic'}).waitFor();
  await chat.widget.getByText('welcome to Willow Street Clinic').waitFor();
  const {widget, choices} = chat;
  t.regex(
    (await widget.locator('[part=disclosure]').textContent()) ?? '',
    /automatic assistant.*front desk/s,
  );
  t.is(await widget.locator('[part=disclosure] a').getAttribute('href'), 'tel:5555550142');
  t.deepEqual(await choices.allTextContents(), [
    'Opening hours',
    'Book an appointment',
    'Insurance',
    'Where are you?',
  ]);
  await choices.getByText('Insurance').click();
  await chat.replies.getByText('echo: Insurance').waitFor();
  t.is(await choices.count(), 0);
});

test('offers what may be said after a reply, until something is said', async t => {
  const {chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Book an appointment');
  const question = await asked('Book an appointment');
  question.say('When?');
  question.end({choices: ['Monday', 'Tuesday']});
  await chat.choices.getByText('Tuesday').click();
  await asked('Tuesday');
  t.is(await chat.choices.count(), 0);
});

test('hands the agent what the page wants it to know', async t => {
  const {page, chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await page.evaluate(() => {
    const widget = document.querySelector<PlaintalkWidget>('plaintalk-widget');
    if (widget) widget.context = {page: 'parking'};
  });
  await chat.launcher.click();
  await chat.ask('Where can I park?');
  t.deepEqual((await asked('Where can I park?')).metadata, {page: 'parking'});
});

test('says why nothing can be written, where the page wants that', async t => {
  const html = `<!doctype html><html lang="en"><title>A clinic</title><script src="{API}/widget.js"></script>
    <plaintalk-widget clinic-id="demo" api-url="{API}" disabled="We are moving. Call (555) 555-0142." open></plaintalk-widget></html>`;
  const {page, chat} = await site.visit(t, {html});
  await chat.widget.getByText('We are moving.').waitFor();
  t.is(await chat.input.count(), 0);
  t.is(await chat.widget.locator('[part=reason] a').getAttribute('href'), 'tel:5555550142');
  await page.evaluate(() => document.querySelector('plaintalk-widget')?.removeAttribute('disabled'));
  await chat.input.waitFor();
});

test('can be used before its script is there', async t => {
  const html = `<!doctype html><html lang="en"><title>A clinic</title>
    <plaintalk-widget><a href="tel:5555550142">Call us</a></plaintalk-widget>
    <script>Object.assign(document.querySelector('plaintalk-widget'), {clinicId: 'demo-es', apiUrl: '{API}', open: true})</script></html>`;
  const {page, chat, app} = await site.visit(t, {html});
  t.true(
    await page.getByText('Call us').isVisible(),
    'what stands between the tags is shown without the script',
  );
  await page.addScriptTag({url: `${app.url}/widget.js`});
  await page.getByRole('dialog', {name: 'Clínica Los Sauces'}).waitFor();
  t.false(await page.getByText('Call us').isVisible());
  t.true(await chat.input.isVisible());
});

test('joins the elements of a page in one conversation, with one button in a place', async t => {
  const {page, chat} = await site.visit(t, {
    html: `<!doctype html><html lang="en"><title>A clinic</title>
      <plaintalk-widget id="one" clinic-id="demo" api-url="{API}"></plaintalk-widget>
      <plaintalk-widget id="two" clinic-id="demo" api-url="{API}"></plaintalk-widget>
      <plaintalk-widget id="inline" position="inline" clinic-id="demo" api-url="{API}"></plaintalk-widget>
      <script type="module" src="{API}/widget.js"></script></html>`,
  });
  const inline = page.locator('#inline');
  await inline.locator('textarea').fill('Are you open?');
  await inline.locator('textarea').press('Enter');
  await inline.locator('[part~=agent-bubble]').getByText('echo: Are you open?').waitFor();
  t.is(await chat.launcher.count(), 1);
  await page.locator('#one [part=launcher]').click();
  await page.locator('#one [part~=agent-bubble]').getByText('echo: Are you open?').waitFor();
  await page.evaluate(() => document.querySelector('#one')?.remove());
  await page.locator('#two [part=launcher]').click();
  await page.locator('#two [part~=agent-bubble]').getByText('echo: Are you open?').waitFor();
  t.is(await page.locator('#two [part~=user-bubble]').count(), 1);
});

import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

test('words that come in handfuls appear evenly, at least ten times a second', async t => {
  const {page, chat, asked, answer} = await site.visit(t, {reducedMotion: 'no-preference'});
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Tell me all');
  const question = await asked('Tell me all');
  question.say('Well: ');
  await chat.replies.getByText('Well:').waitFor();
  await page.evaluate(() => {
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const steps: [number, number][] = [];
    const look = () => {
      const length =
        shadowRoot?.querySelector('[part=turn] > [part~=agent-bubble]')?.textContent?.length ?? 0;
      if (length !== steps.at(-1)?.[1]) steps.push([performance.now(), length]);
      requestAnimationFrame(look);
    };
    look();
    Object.assign(window, {steps});
  });
  for (let i = 0; i < 4; i++) {
    const before = performance.now();
    question.say('word '.repeat(30));
    await until(() => performance.now() - before > 500);
  }
  question.end();
  await chat.widget.locator('[part=time]').waitFor();
  const words = async () => ((await chat.replies.textContent()) ?? '').match(/word/g)?.length;
  await until(async () => (await words()) === 120);
  const steps = await page.evaluate(() => Reflect.get(window, 'steps') as [number, number][]);
  const [first = [0, 0], last = [0, 0]] = [steps[1], steps.at(-1)];
  const rate = (steps.length - 1) / ((last[0] - first[0]) / 1000);
  t.true(rate >= 10, `${rate.toFixed(1)} a second`);
});

test('while more comes there is a mark, and none after', async t => {
  const {chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Tell me all');
  const question = await asked('Tell me all');
  question.say('An open **mark');
  await chat.replies.getByText('An open mark').waitFor();
  t.is(
    await chat.replies.locator('strong').textContent(),
    'mark',
    'a mark that is not closed yet is not shown',
  );
  t.true(await chat.replies.evaluate(bubble => bubble.classList.contains('more')));
  question.say('** and [a li');
  await chat.replies.getByText('An open mark and').waitFor();
  question.say('nk](https://clinic.example)');
  question.end();
  await chat.replies.getByText('a link').waitFor();
  await until(async () => !(await chat.replies.evaluate(bubble => bubble.classList.contains('more'))));
  t.is((await chat.replies.textContent())?.trim(), 'An open mark and a link');
});

test('the words of an attempt that was given up stay, greyed, until there are others', async t => {
  const {chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Are you there?');
  const first = await asked('Are you there?');
  first.say('I will');
  await chat.replies.getByText('I will').waitFor();
  first.fail();
  await until(() => chat.replies.evaluate(bubble => bubble.className === 'stale'));
  t.is((await chat.replies.textContent())?.trim(), 'I will');
  const second = await asked('Are you there?');
  second.say('Yes.');
  second.end();
  await chat.replies.getByText('Yes.').waitFor();
  t.is((await chat.replies.textContent())?.trim(), 'Yes.');
  t.is(await chat.replies.count(), 1);
});

test('the view stops when the question is at its top, says that there is more, and goes there', async t => {
  const {chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await chat.ask('Tell me all');
  const question = await asked('Tell me all');
  const top = async () => {
    const log = (await chat.log.boundingBox()) ?? {y: 0};
    const asking = (await chat.questions.boundingBox()) ?? {y: 0};
    return asking.y - log.y;
  };
  for (let i = 0; i < 6; i++) {
    question.say(`Paragraph ${i}. ${'So many words. '.repeat(20)}\n\n`);
    await chat.replies.getByText(`Paragraph ${i}.`).waitFor({state: 'attached'});
  }
  t.true((await top()) >= 0 && (await top()) < 40, 'the question is at the top');
  const newer = chat.widget.locator('[part=newer]');
  t.true(await newer.isVisible());
  question.say('The end.');
  question.end();
  await chat.replies.getByText('The end.').waitFor({state: 'attached'});
  t.true((await top()) >= 0, 'and stays there');
  await newer.click();
  await until(async () => !(await newer.isVisible()));
  t.true(await chat.log.evaluate(log => log.scrollHeight - log.scrollTop - log.clientHeight < 2));
});

test('a translator that puts its own nodes in place of words neither freezes nor loses any', async t => {
  const {page, chat, asked, answer} = await site.visit(t);
  answer(() => undefined);
  await chat.launcher.click();
  await page.evaluate(() => {
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const translate = () => {
      const walker = document.createTreeWalker(shadowRoot ?? document, NodeFilter.SHOW_TEXT);
      const found: Text[] = [];
      while (walker.nextNode()) if (walker.currentNode instanceof Text) found.push(walker.currentNode);
      for (const text of found) {
        if (!text.data.trim() || text.parentElement?.closest('font')) continue;
        const font = document.createElement('font');
        font.textContent = text.data.toUpperCase();
        text.replaceWith(font);
      }
    };
    if (shadowRoot)
      new MutationObserver(translate).observe(shadowRoot, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    translate();
  });
  await chat.ask('Are you open?');
  const question = await asked('Are you open?');
  for (const words of ['We ', 'are ', 'open ', '**all day**.']) {
    question.say(words);
    await chat.replies.getByText(words.trim().replaceAll(/[*.]/g, '')).first().waitFor();
  }
  question.end();
  await chat.widget.locator('[part=time]').waitFor();
  t.is((await chat.replies.textContent())?.trim(), 'WE ARE OPEN ALL DAY.');
  await chat.ask('And then?');
  await asked('And then?');
  t.is(await chat.questions.count(), 2);
  t.is(await chat.typing.count(), 1);
});

test('in a page from right to left, numbers, links and codes keep their direction', async t => {
  const html = `<!doctype html><html lang="ar" dir="rtl"><title>x</title><plaintalk-widget clinic-id="demo" api-url="{API}"></plaintalk-widget><script src="{API}/widget.js"></script></html>`;
  const {page, chat, answer} = await site.visit(t, {html});
  answer(text =>
    text === 'hi' ? 'Hello' : 'اتصل على (555) 555-0142 أو اكتب `A-12` إلى desk@clinic.example',
  );
  await chat.launcher.click();
  await page.getByRole('textbox', {name: 'اكتب رسالة'}).waitFor();
  await chat.ask('مرحبا');
  await chat.replies.waitFor();
  const direction = (selector: string) =>
    chat.widget
      .locator(selector)
      .last()
      .evaluate(element => getComputedStyle(element).direction);
  t.is(await direction('[part~=agent-bubble] > p'), 'rtl');
  for (const part of ['a[href^=tel]', 'a[href^=mailto]', 'code'])
    t.is(await direction(`[part~=agent-bubble] ${part}`), 'ltr');
  const order = await chat.replies.locator('a[href^=tel]').evaluate(link => {
    const text = link.firstChild;
    const range = document.createRange();
    const left = (i: number) => {
      range.setStart(text ?? link, i);
      range.setEnd(text ?? link, i + 1);
      return range.getBoundingClientRect().left;
    };
    return left(0) < left(5) && left(5) < left(12);
  });
  t.true(order, 'the number reads from its bracket on');
  await chat.ask('hi');
  await until(async () => (await chat.replies.count()) === 2);
  t.is(await direction('[part~=agent-bubble] > p'), 'ltr', 'each bubble by its own words');
  t.is(await chat.input.getAttribute('dir'), 'auto');
});

test('a page in a language that the widget does not speak reads in English, from left to right', async t => {
  const html = `<!doctype html><html lang="he" dir="rtl"><title>x</title><plaintalk-widget clinic-id="demo" api-url="{API}"></plaintalk-widget><script src="{API}/widget.js"></script></html>`;
  const {chat} = await site.visit(t, {html});
  await chat.launcher.click();
  await chat.input.waitFor();
  t.is(await chat.widget.locator('.root').getAttribute('lang'), 'en');
  t.is(await chat.widget.locator('.root').getAttribute('dir'), 'ltr');
  t.is(await chat.input.getAttribute('placeholder'), 'Write a message');
});

test('a language is loaded by its page, its element, or given by the page', async t => {
  const {page, chat} = await site.visit(t);
  await chat.launcher.click();
  for (const [locale, words] of [
    ['es-MX', 'Escriba un mensaje'],
    ['pt-BR', 'Escreva uma mensagem'],
    ['fr', 'Écrivez un message'],
    ['ar', 'اكتب رسالة'],
    ['xx', 'Write a message'],
  ] as const) {
    await page.evaluate(
      name => document.querySelector('plaintalk-widget')?.setAttribute('locale', name),
      locale,
    );
    await page.getByRole('textbox', {name: words}).waitFor();
  }
  await page.evaluate(() => {
    Object.assign(document.querySelector('plaintalk-widget') ?? {}, {
      words: {lang: 'de', input: 'Schreiben Sie uns'},
    });
  });
  await page.getByRole('textbox', {name: 'Schreiben Sie uns'}).waitFor();
  t.is(await chat.send.getAttribute('aria-label'), 'Send', 'what is missing is said in English');
});

test('an input method’s Enter sends nothing, whichever way a browser tells of it', async t => {
  const {chat} = await site.visit(t);
  await chat.launcher.click();
  await chat.input.fill('おはよう');
  for (const init of [
    {isComposing: true, keyCode: 229},
    {isComposing: false, keyCode: 229},
    {isComposing: true, keyCode: 13},
  ]) {
    await chat.input.evaluate((input, given) => {
      input.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'Enter',
          bubbles: true,
          composed: true,
          cancelable: true,
          ...given,
        }),
      );
    }, init);
  }
  t.is(await chat.questions.count(), 0);
  t.is(await chat.input.inputValue(), 'おはよう');
  await chat.input.press('Enter');
  await chat.replies.waitFor();
  t.is(await chat.questions.count(), 1);
});

test('what is too long is kept, counted and refused', async t => {
  const {chat} = await site.visit(t);
  await chat.launcher.click();
  const counter = chat.widget.locator('[part=counter]');
  await chat.input.fill(`${'🩺'.repeat(3700)} hello`);
  t.is(await counter.textContent(), 'Characters left: 294', 'by characters, as a reader counts them');
  const long = 'a'.repeat(4001);
  await chat.input.fill(long);
  await chat.input.press('Enter');
  t.is(await counter.textContent(), 'Characters left: -1');
  t.deepEqual(await chat.heard(), ['Characters left: -1']);
  t.is(await chat.input.inputValue(), long);
  t.is(await chat.questions.count(), 0);
  await chat.input.press('Backspace');
  await chat.input.press('Enter');
  await chat.questions.waitFor();
  t.is(await counter.textContent(), '');
});

test('a draft and the open panel survive a reload of their tab, and no other', async t => {
  const {page, context, chat} = await site.visit(t);
  await chat.launcher.click();
  await chat.input.fill('I was about to');
  await page.reload();
  await chat.input.waitFor();
  t.is(await chat.input.inputValue(), 'I was about to');
  t.is(await chat.focused(), '', 'the focus stays where it is');
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator('[part=launcher]').waitFor();
  t.is(await other.locator('[part=panel]').count(), 0);
});

test('follows the colours that the page says it has before those of the system', async t => {
  const surface = async (head: string, theme = '') => {
    const html = `<!doctype html><html lang="en"><title>x</title>${head}<plaintalk-widget ${theme} clinic-id="demo" api-url="{API}" open></plaintalk-widget><script src="{API}/widget.js"></script></html>`;
    const {chat, context} = await site.visit(t, {html, colorScheme: 'dark'});
    await chat.panel.waitFor();
    const colour = await chat.panel.evaluate(panel => getComputedStyle(panel).backgroundColor);
    await context.close();
    return colour;
  };
  const [light, dark] = ['rgb(255, 255, 255)', 'rgb(22, 27, 29)'];
  t.is(await surface(''), dark, 'a page that says nothing: the system');
  t.is(await surface('<style>:root { color-scheme: light }</style>'), light);
  t.is(await surface('<meta name="color-scheme" content="light">'), light);
  t.is(await surface('<style>:root { color-scheme: light dark }</style>'), dark);
  t.is(await surface('', 'theme="light"'), light);
  t.is(await surface('<style>:root { color-scheme: light }</style>', 'theme="dark"'), dark);
});

/**
 * Whatever happens on the way, each message has one bubble and one answer, and nobody waits in silence. The faults
 * come from a seed; `npm run chaos -- widget` has 200 of them, `FAULT_RUNS` as many as it says.
 */
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {chatIn} from './chat.ts';
import {Site, type Visit} from './site.ts';

const runs = Number(process.env['FAULT_RUNS'] ?? 20);
const site = new Site({CLAIM_IDLE_MS: '1500', HEARTBEAT_MS: '300'});
test.after.always(() => site.close());

type Fault = (visit: Visit, text: string) => Promise<void>;

/** Sent, accepted, and the acceptance lost. */
const cutAfterPost: Fault = async ({page, chat}, text) => {
  let isFirst = true;
  await page.route('**/widget/send', async route => {
    if (!isFirst) return route.continue();
    isFirst = false;
    await route.fetch();
    await route.abort();
  });
  await chat.ask(text);
};

const offline: Fault = async ({context, chat}, text) => {
  await context.setOffline(true);
  await chat.ask(text);
  await chat.error.first().waitFor();
  await context.setOffline(false);
};

const offlineWhileWaiting: Fault = async ({context, chat}, text) => {
  await chat.ask(text);
  await chat.questions.getByText(text).waitFor();
  await context.setOffline(true);
  await context.setOffline(false);
};

const reload: Fault = async ({page, chat}, text) => {
  await chat.ask(text);
  await page.reload();
  await chat.questions.getByText(text).waitFor();
};

const twoTabs: Fault = async ({page, context, chat}, text) => {
  const other = await context.newPage();
  await other.goto(page.url());
  await chatIn(other).launcher.click();
  await chat.ask(text);
  await chatIn(other).questions.getByText(text).waitFor();
};

const awayAndBack: Fault = async ({page, chat}, text) => {
  await chat.ask(text);
  await page.goto('about:blank');
  await page.goBack();
  await chat.questions.getByText(text).waitFor();
};

const killWorker: Fault = async ({chat, asked}, text) => {
  const {app} = await site.open();
  await chat.ask(text);
  (await asked(text)).say('The beginning ');
  await chat.replies.getByText('The beginning').first().waitFor();
  await app.worker.kill('SIGKILL');
  await site.startWorker();
};

const killWeb: Fault = async ({chat}, text) => {
  const {app} = await site.open();
  await chat.ask(text);
  await chat.questions.getByText(text).waitFor();
  await app.web.kill('SIGKILL');
  await site.startWeb();
};

const noWorker: Fault = async ({chat}, text) => {
  const {app} = await site.open();
  await app.worker.kill('SIGKILL');
  await chat.ask(text);
  await chat.typing.getByText('Writing…').waitFor();
  await site.startWorker();
};

const faults = Object.entries({
  cutAfterPost,
  offline,
  offlineWhileWaiting,
  reload,
  twoTabs,
  awayAndBack,
  killWorker,
  killWeb,
  noWorker,
});

for (let run = 0; run < runs; run++) {
  const [name, fault] = faults[run % faults.length] ?? ['', reload];
  test(`one bubble and one answer each, run ${run}: ${name}`, async t => {
    t.timeout(60_000);
    const visit = await site.visit(t);
    const {page, chat, answer} = visit;
    // What is asked twice, by a worker that took over, is answered twice there, and once here.
    answer(text => (text.includes(`run ${run}.`) && name !== 'killWorker' ? `Yes, run ${run}.` : undefined));
    await chat.launcher.click();
    await chat.choices.first().waitFor();
    const silence = watchSilence(visit);
    t.teardown(silence); // also where it fails: a loop that goes on holds the process
    if (run % 2) await chat.ask(`Before, run ${run}.`);
    const text = `Question, run ${run}.`;
    if (name === 'killWorker' && run % 2) answer(asked => (asked.startsWith('Before') ? 'Yes.' : undefined));
    await fault(visit, text);
    const expected = run % 2 ? 2 : 1;
    if (name === 'killWorker') {
      const again = await visit.asked(text);
      again.say('The beginning and the end.');
      again.end();
    }
    answer(() => `Yes, run ${run}.`);
    // The fault is over and every question is answered at once: an answer is seen within so long.
    await until(
      async () => (await chat.replies.count()) === expected && (await chat.typing.count()) === 0,
      10_000,
    );
    t.is(await chat.questions.count(), expected);
    t.is(await chat.replies.count(), expected);
    t.is(await chat.error.count(), 0);
    await page.reload();
    await until(async () => (await chat.questions.count()) === expected);
    t.is(await chat.replies.count(), expected, 'and after another reload');
    const longest = await silence();
    t.true(longest <= 10_500, `silent for ${Math.round(longest)} ms`);
  });
}

/** How long, at most, something was awaited while nothing on screen changed or said that it takes long. */
function watchSilence({chat}: Visit): () => Promise<number> {
  let longest = 0;
  let last = performance.now();
  let seen = '';
  let isOver = false;
  const look = async () => {
    while (!isOver) {
      const now = (await chat.log.textContent({timeout: 500}).catch(() => null)) ?? seen;
      const isSaid = /longer than usual|No connection|Writing…|as soon as possible/.test(now);
      if (now !== seen || isSaid) last = performance.now();
      seen = now;
      longest = Math.max(longest, performance.now() - last);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  };
  const looking = look();
  return async () => {
    isOver = true;
    await looking;
    return longest;
  };
}

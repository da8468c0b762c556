/**
 * What becomes of a chat as a whole: loops, opting out and in, a person of the clinic who answers on the clinic's own
 * phone, words that are changed, WhatsApp away. By whole processes, from the webhook to the provider's API.
 */

import {startWeb, startWorker} from '../helpers/app.ts';
import {type Channels, isSettled, startChannels, upsertOf} from '../helpers/channels.ts';
import {answers} from '../helpers/fake-upstream.ts';
import {type Gate, gate} from '../helpers/gate.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const person = '15550100001@s.whatsapp.net';
const rated = {RATE_SESSION_PER_MINUTE: '10'};

const wordOf = (log: Channels['web'], word: string) => log.lines.filter(({msg}) => msg === word);

const machines: Record<string, (ours: string, n: number) => string> = {
  'the same text': () => 'Thanks for writing to Example Dental! We will get back to you.',
  'a text with another number each time': (_, n) =>
    `Your ticket is number ${n * 17}. We will answer it soon.`,
  'our own words': ours => `You wrote: ${ours.slice(0, 200)}`,
  'another text each time, at once': (_, n) =>
    `${['We are closed for lunch', 'Our office hours are over', 'Nobody is at the desk'][n % 3]}. ${'Please hold on. '.repeat(n + 1)}`,
};

for (const [kind, say] of Object.entries(machines)) {
  test(`a machine that answers each message of ours (${kind}) gets six at most, then nothing, and one warning`, async t => {
    t.timeout(60_000);
    const app = await startChannels(t, rated);
    await app.tellEvolution('messages.upsert', upsertOf(person, say('hello', 0)));
    for (let heard = 0; heard < 20; heard++) {
      await until(async () => app.saidTo(person).length > heard || (await isSettled(app)));
      const ours = app.saidTo(person)[heard];
      if (ours === undefined) break;
      await app.tellEvolution('messages.upsert', upsertOf(person, say(ours, heard + 1)));
    }
    const said = app.saidTo(person);
    t.true(said.length <= 6, `${said.length} messages`);
    t.true(said.length >= 2);
    // Whatever else it says is not answered either.
    await app.tellEvolution('messages.upsert', upsertOf(person, say(said.at(-1) ?? '', 30)));
    await until(() => isSettled(app));
    t.is(app.saidTo(person).length, said.length);
    t.is(wordOf(app.web, 'chat.quieted').length, 1);
    t.like(wordOf(app.web, 'chat.quieted')[0], {level: 'warn', count: 1, reason: 'loop'});
  });
}

test('on every channel a chat is answered ten times a minute, then told once to slow down', async t => {
  t.timeout(60_000);
  const app = await startChannels(t, rated);
  const held = holdAgent(app);
  const questions = Array.from(
    {length: 15},
    (_, n) => `question ${'abcdefghijklmno'[n]} of mine, which is new`,
  );
  for (const [n, text] of questions.entries()) {
    await app.tellEvolution('messages.upsert', upsertOf(person, text));
    const chat = {id: 77, type: 'private'};
    const message = {message_id: n + 1, from: {id: 77, is_bot: false}, chat, date: Date.now() / 1000, text};
    await app.tellTelegram({update_id: n + 1, message});
    await app.tellTwilio({MessageSid: `SM${n}`, From: '+15550100002', To: '+15555550100', Body: text});
  }
  held.open();
  for (const name of [person, '77', '+15550100002']) {
    await until(() => app.saidTo(name).length >= 11);
    await until(() => isSettled(app));
    const said = app.saidTo(name);
    t.is(said.filter(text => text.startsWith('You said')).length, 10, name);
    t.is(said.filter(text => text.startsWith('That was a lot at once')).length, 1, name);
    t.is(said.length, 11);
  }
});

test('after an opt-out nothing leaves, what waited included, until they write again; an emergency is answered', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  const held = holdAgent(app);
  await app.tellEvolution('messages.upsert', upsertOf(person, 'When are you open?'));
  await until(() => app.agent.asked.length === 1);
  await app.tellEvolution('messages.upsert', upsertOf(person, 'STOP'));
  await until(() => app.saidTo(person).length === 1);
  t.regex(app.saidTo(person)[0] ?? '', /no more messages/);
  held.open();
  await until(() => isSettled(app));
  t.is(app.saidTo(person).length, 1, 'the reply that was on its way has not left');

  // It is kept: the processes begin anew, and know it still.
  await Promise.all([app.web.kill(), app.worker.kill()]);
  const health = await restart(t, app);
  t.is(health.streams.outbox.opted_out, 1);

  await app.tellEvolution('messages.upsert', upsertOf(person, 'unsubscribe'));
  await app.tellEvolution('messages.upsert', upsertOf(person, {imageMessage: {}}));
  await until(() => isSettled(app));
  t.is(app.saidTo(person).length, 1, 'neither a keyword again nor a picture is an answer');
  await app.tellEvolution('messages.upsert', upsertOf(person, 'Are you open on Sunday?'));
  await until(() => app.saidTo(person).length === 2);
  t.is(app.saidTo(person)[1], 'You said: Are you open on Sunday?');
});

test('by SMS only the keyword of the carriers opens a chat again, an emergency is answered all the same', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  const from = '+15550100003';
  let count = 0;
  const tell = (Body: string, fields: Record<string, string> = {}) =>
    app.tellTwilio({MessageSid: `SM${++count}`, From: from, To: '+15555550100', Body, ...fields});
  await tell('STOP', {OptOutType: 'STOP'});
  await tell('When are you open?');
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo(from), []);
  await tell('I have crushing chest pain and cannot breathe');
  await until(() => app.saidTo(from).length === 1);
  t.regex(app.saidTo(from)[0] ?? '', /911/);
  await tell('START', {OptOutType: 'START'});
  await tell('When are you open on Friday?');
  await until(() => app.saidTo(from).length === 2);
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo(from).slice(1), ['You said: When are you open on Friday?']);
});

test('an opt-out on Telegram holds until they write again', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  let count = 0;
  const tell = (text: string) => {
    const from = {id: 78, is_bot: false, language_code: 'es'};
    const date = Math.floor(Date.now() / 1000);
    const message = {message_id: ++count, from, chat: {id: 78, type: 'private'}, date, text};
    return app.tellTelegram({update_id: count, message});
  };
  await tell('/stop');
  await until(() => app.saidTo('78').length === 1);
  t.regex(app.saidTo('78')[0] ?? '', /^No recibirá más mensajes/, 'in the language of whoever wrote');
  await tell('/start');
  await until(() => app.saidTo('78').length === 2);
  t.regex(app.saidTo('78')[1] ?? '', /^Ya recibe de nuevo/);
  await tell('¿Abren el lunes?');
  await until(() => app.saidTo('78').length === 3);
});

test('who answers on the clinic’s own phone has the chat, and the agent knows afterwards what was said', async t => {
  t.timeout(60_000);
  const app = await startChannels(t, {STAFF_QUIET_MINUTES: '1'});
  const held = holdAgent(app);
  await app.tellEvolution('messages.upsert', upsertOf(person, 'Can I move my visit?'));
  await until(() => app.agent.asked.length === 1);
  // Some time ago, by WhatsApp's clock: the minute is nearly over.
  const front = 'This is the front desk. I will move your visit to Friday.';
  const own = upsertOf(person, front, {fromMe: true}, 50);
  await app.tellEvolution('messages.upsert', own);
  await app.web.seen('staff.answered');
  held.open();
  await app.tellEvolution('messages.upsert', upsertOf(person, 'Friday is fine, can I cancel Tuesday then?'));
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo(person), [], 'neither what was being answered nor what came since');
  t.is(app.agent.asked.length, 1);

  await until(() => Date.now() > (own.messageTimestamp + 60) * 1000);
  await app.tellEvolution('messages.upsert', upsertOf(person, 'Are you still there?'));
  await until(() => app.saidTo(person).length === 1);
  const {history} = JSON.parse(app.agent.asked.at(-1)?.raw ?? '{}');
  const said = history.map(({role, text}: {role: string; text: string}) => `${role}: ${text}`);
  t.true(said.includes(`agent: ${front}`));
  t.true(said.includes('user: Friday is fine, can I cancel Tuesday then?'));
});

test('an emergency is answered while a person has the chat; what we send ourselves is no person', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  await app.tellEvolution('messages.upsert', upsertOf(person, 'When are you open?'));
  await until(() => app.evolution.sent.length === 1);
  const [sent] = app.evolution.sent;
  // Some versions tell our own sends as if somebody had typed them.
  const echo = upsertOf(person, sent?.text ?? '', {fromMe: true, id: sent?.id});
  t.is((await app.tellEvolution('messages.upsert', echo)).body['reason'], 'own');
  await app.tellEvolution('messages.upsert', upsertOf(person, 'And on Friday?'));
  await until(() => app.saidTo(person).length === 2);

  await app.tellEvolution('messages.upsert', upsertOf(person, 'I take this over.', {fromMe: true}));
  await app.tellEvolution(
    'messages.upsert',
    upsertOf(person, 'I have crushing chest pain and cannot breathe'),
  );
  await until(() => app.saidTo(person).length === 3);
  await until(() => isSettled(app));
  t.regex(app.saidTo(person)[2] ?? '', /911/);
  t.is(app.saidTo(person).length, 3);
});

test('what may be said next is a list, and its number is as good as its words', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  app.agent.behave = (response, asked) => {
    const {text} = JSON.parse(asked.raw);
    const choices = text === 'book' ? ['A first visit', 'A check-up'] : [];
    const body = JSON.stringify({message: `You said: ${text}`, choices});
    return answers(200, {'content-type': 'application/json'}, body)(response, asked);
  };
  await app.tellEvolution('messages.upsert', upsertOf(person, 'book'));
  await until(() => app.saidTo(person).length === 1);
  t.is(app.saidTo(person)[0], 'You said: book\n\n1. A first visit\n2. A check-up');
  await until(() => isSettled(app));
  await app.tellEvolution('messages.upsert', upsertOf(person, '2'));
  await until(() => app.saidTo(person).length === 2);
  t.is(app.saidTo(person)[1], 'You said: A check-up');
  await until(() => isSettled(app));
  await app.tellEvolution('messages.upsert', upsertOf(person, '2'));
  await until(() => app.saidTo(person).length === 3);
  t.is(app.saidTo(person)[2], 'You said: 2', 'where nothing was offered it is a number');
});

/** Whoever asks the agent waits for its answer until it is let. */
function holdAgent({agent}: Channels): Gate {
  const held = gate();
  const answer = agent.behave;
  agent.behave = async (response, asked) => {
    await held.opened;
    return answer(response, asked);
  };
  return held;
}

async function restart(t: Parameters<typeof startChannels>[0], app: Channels) {
  const env = app.env;
  const [{url, web}, worker] = await Promise.all([startWeb(t, env), startWorker(t, env)]);
  await web.seen('sender.ready');
  Object.assign(app, {url, web, worker});
  const answer = await fetch(`${url}/admin/streams/health`);
  return (await answer.json()) as {streams: {outbox: {opted_out: number}}};
}

/** Words that somebody changes, what was missed and read afterwards, and WhatsApp away; by whole processes. */

import {keys} from '../../core/keys.ts';
import {type Channels, evolutionSecret, isSettled, startChannels, upsertOf} from '../helpers/channels.ts';
import {gate} from '../helpers/gate.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const person = '15550100001@s.whatsapp.net';
const alarm = 'I have crushing chest pain and cannot breathe';

/** Whoever asks the agent waits for its answer until it is let. */
function holdAgent({agent}: Channels) {
  const held = gate();
  const answer = agent.behave;
  agent.behave = async (response, asked) => {
    await held.opened;
    return answer(response, asked);
  };
  return held;
}

const askedOf = ({agent}: Channels) => agent.asked.map(({raw}) => JSON.parse(raw));

/** As the real one tells an edit: the raw protocol message, whose key is the writer's own. */
const editOf = (id: string, text: string) => ({
  key: {remoteJid: '15550100999@s.whatsapp.net', fromMe: true, id},
  type: 'MESSAGE_EDIT',
  editedMessage: {conversation: text},
  timestampMs: String(Date.now()),
});

test('words that are changed while they are being answered are answered as they are now, once', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  const held = holdAgent(app);
  const first = upsertOf(person, 'Are you open on Sunday?');
  await app.tellEvolution('messages.upsert', first);
  await until(() => app.agent.asked.length === 1);
  await app.tellEvolution('messages.edited', editOf(first.key.id, 'Are you open on Monday?'));
  await until(() => app.agent.asked.length === 2);
  await app.tellEvolution('messages.edited', editOf(first.key.id, 'Are you open on Monday?'));
  held.open();
  await until(() => app.saidTo(person).length > 0);
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo(person), ['You said: Are you open on Monday?']);
});

test('an edit out of another chat changes nothing there, and is a message where it comes from', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  const held = holdAgent(app);
  const [self, other] = ['15550100999@s.whatsapp.net', '15550100666@s.whatsapp.net'];
  const first = upsertOf(person, 'Are you open on Sunday?');
  await app.tellEvolution('messages.upsert', first);
  await until(() => app.agent.asked.length === 1);
  const {id} = first.key;
  const protocolMessage = {
    type: 14,
    key: {id, remoteJid: other, fromMe: false},
    editedMessage: {conversation: 'Where do I park?'},
  };
  const tell = (event: string, data: unknown) => app.tellEvolution(event, data, undefined, self);
  await tell('messages.upsert', {...upsertOf(other, ''), message: {protocolMessage}});
  await tell('messages.update', {
    keyId: id,
    remoteJid: '100000000000666@lid',
    fromMe: false,
    message: {conversation: 'Do you take cards?'},
  });
  await tell('messages.edited', {...protocolMessage, editedMessage: {conversation: 'Do you take cash?'}});
  held.open();
  const all = () => [other, '100000000000666@lid', person].map(name => app.saidTo(name));
  await until(() => all().flat().length === 4, 30_000);
  await until(() => isSettled(app));
  t.deepEqual(all(), [
    ['You said: Where do I park?', 'You said: Do you take cash?'],
    ['You said: Do you take cards?'],
    ['You said: Are you open on Sunday?'],
  ]);
});

test('an edit is of the same chat by its other name, where both were told at once', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  const held = holdAgent(app);
  const lid = '100000000000001@lid';
  const first = upsertOf(person, 'Are you open on Sunday?');
  await app.tellEvolution('messages.upsert', {
    ...first,
    key: {...first.key, remoteJid: lid, remoteJidAlt: person},
  });
  await until(() => app.agent.asked.length === 1);
  const message = {conversation: 'Are you open on Monday?'};
  await app.tellEvolution('messages.update', {keyId: first.key.id, remoteJid: lid, fromMe: false, message});
  await until(() => app.agent.asked.length === 2);
  held.open();
  await until(() => app.saidTo(person).length > 0);
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo(person), ['You said: Are you open on Monday?']);
});

test('words that are changed after their answer are a message of their own that names what it corrects', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  const first = upsertOf(person, 'Do you take cash?');
  await app.tellEvolution('messages.upsert', first);
  await until(() => app.saidTo(person).length === 1);
  await until(() => isSettled(app));
  await app.tellEvolution('messages.edited', editOf(first.key.id, 'Do you take cards?'));
  await until(() => app.saidTo(person).length === 2);
  // The same edit comes by another event as well, and from the reading of what was missed.
  const update = {
    keyId: first.key.id,
    remoteJid: person,
    fromMe: false,
    message: {conversation: 'Do you take cards?'},
  };
  await app.tellEvolution('messages.update', update);
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo(person), ['You said: Do you take cash?', 'You said: Do you take cards?']);
  const [asked, corrected] = askedOf(app);
  t.deepEqual(corrected.metadata, {corrects: asked.message_id});
});

test('the guard hears changed words at once: WhatsApp, Telegram', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  const held = holdAgent(app);
  const first = upsertOf(person, 'I have a question');
  await app.tellEvolution('messages.upsert', first);
  const begin = performance.now();
  await app.tellEvolution('messages.edited', editOf(first.key.id, alarm));
  await until(() => app.saidTo(person).length === 1);
  t.log(`${Math.round(performance.now() - begin)} ms`);
  t.regex(app.saidTo(person)[0] ?? '', /911/);

  const date = Math.floor(Date.now() / 1000);
  const chat = {id: 79, type: 'private'};
  const message = {message_id: 5, from: {id: 79, is_bot: false}, chat, date};
  await app.tellTelegram({update_id: 1, message: {...message, text: 'I have a question'}});
  await until(() => app.agent.asked.length >= 2);
  await app.tellTelegram({update_id: 2, edited_message: {...message, edit_date: date + 1, text: alarm}});
  await until(() => app.saidTo('79').length === 1);
  t.regex(app.saidTo('79')[0] ?? '', /911/);
  held.open();
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo('79').slice(1), [`You said: ${alarm}`], 'one answer, to the words as they are');
  t.deepEqual(app.saidTo(person).slice(1), [`You said: ${alarm}`]);
});

test('what was missed is read afterwards: answered once, not where staff has answered, and not where it is too old', async t => {
  t.timeout(90_000);
  const app = await startChannels(t);
  const {evolution} = app;
  const url = `${app.url}/webhooks/evolution/acct1`;
  const headers = {authorization: `Bearer ${evolutionSecret}`};
  evolution.webhooks.set('acct1', {enabled: true, url, headers, events: ['MESSAGES_UPSERT']});
  await until(
    () => app.redis.run(client => client.hGet(keys.account('whatsapp', 'acct1'), 'read_at')),
    30_000,
  );
  const [missed, attended, old] = ['15550100011', '15550100012', '15550100013'].map(
    digits => `${digits}@s.whatsapp.net`,
  );
  const take = (remoteJid = '', text = '', agoSeconds = 60, fromMe = false) =>
    evolution.take('acct1', {remoteJid, message: {conversation: text}, silently: true, agoSeconds, fromMe});
  take(missed, 'Nobody told you of this');
  take(attended, 'Can I come today?', 90);
  take(attended, 'Yes, at four. The front desk.', 60, true);
  for (const agoSeconds of [2400, 2300, 2200]) take(old, `Hello, are you there? ${agoSeconds}`, agoSeconds);
  // Its last reading was long ago, and then it was away for a while.
  const readAt = Date.now() - 3_600_000;
  await app.redis.run(client => client.hSet(keys.account('whatsapp', 'acct1'), {read_at: readAt}));
  await app.tellEvolution('connection.update', {instance: 'acct1', state: 'close'});
  await until(() => app.saidTo(missed ?? '').length > 0 && app.saidTo(old ?? '').length > 0, 55_000);
  await until(() => isSettled(app));
  t.deepEqual(app.saidTo(missed ?? ''), ['You said: Nobody told you of this']);
  t.deepEqual(app.saidTo(attended ?? ''), []);
  t.is(app.saidTo(old ?? '').length, 1, 'told once, however much it was');
  t.regex(app.saidTo(old ?? '')[0] ?? '', /^We were away when you wrote/);
  t.is(app.agent.asked.length, 1);
});

test('too old is too old on Telegram as well, and is said once', async t => {
  t.timeout(60_000);
  const app = await startChannels(t);
  for (const n of [1, 2, 3]) {
    const date = Math.floor(Date.now() / 1000) - 31 * 60;
    const from = {id: 80, is_bot: false};
    const message = {message_id: n, from, chat: {id: 80, type: 'private'}, date, text: `hello, number ${n}`};
    await app.tellTelegram({update_id: n, message});
  }
  await until(() => app.saidTo('80').length > 0);
  await until(() => isSettled(app));
  t.is(app.saidTo('80').length, 1);
  t.regex(app.saidTo('80')[0] ?? '', /^We were away/);
  t.is(app.agent.asked.length, 0);
});

test('while WhatsApp is away, in whichever way, replies wait; afterwards each leaves once, in order', async t => {
  t.timeout(120_000);
  const app = await startChannels(t);
  const {evolution} = app;
  const people = [person, '5511988887777@s.whatsapp.net', '100000000000042@lid'];
  evolution.states.set('acct1', 'close');
  for (const [n, away] of (['restarted', 'unpaired', 'closed'] as const).entries()) {
    evolution.away = away;
    const calls = evolution.calls;
    for (const who of people)
      await app.tellEvolution('messages.upsert', upsertOf(who, `question ${n} of ${away}`));
    await until(() => evolution.calls > calls, 20_000);
  }
  t.is(evolution.sent.length, 0);
  evolution.states.set('acct1', 'open');
  await until(() => isSettled(app), 40_000);
  for (const who of people) {
    const expected = ['restarted', 'unpaired', 'closed'].map(
      (away, n) => `You said: question ${n} of ${away}`,
    );
    t.deepEqual(app.saidTo(who), expected);
  }
});

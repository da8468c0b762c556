import type {Inbound, Parsed} from '../../../core/channels/channel.ts';
import {hashWith} from '../../../core/channels/hash-with.ts';
import {telegram} from '../../../core/channels/telegram/telegram.ts';
import {inboundContract} from '../../contracts/channel.ts';
import {test} from '../../helpers/test.ts';
import {channelConfig, channelEnv, type Post, webhookServer} from '../../helpers/webhook.ts';

const secret = channelEnv.TELEGRAM_WEBHOOK_SECRET;
const inbound = telegram.inbound(channelConfig.channels.telegram) as Inbound;

const sign = (body: string): Post => ({
  path: '/webhooks/telegram',
  headers: {'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret},
  body,
});

const person = {id: 15_555_550_142, is_bot: false, first_name: 'Ana'};
const message = (
  fields: object,
  from: object = person,
  chat: object = {id: 15_555_550_142, type: 'private'},
) => ({
  message_id: 5,
  from,
  chat,
  date: Math.floor(Date.now() / 1000),
  ...fields,
});
const parse = (update: unknown): Parsed => inbound.parse(update, {parts: []}, 1_767_258_005_000);

inboundContract({
  channel: telegram,
  sign,
  message(text, id, from) {
    const who = {...person, id: Number(from ?? person.id)};
    return sign(
      JSON.stringify({update_id: Number(id), message: message({text}, who, {...who, type: 'private'})}),
    );
  },
  wordless: id => sign(JSON.stringify({update_id: Number(id), message: message({photo: [{file_id: 'x'}]})})),
  forged: post => ({...post, headers: {...post.headers, 'x-telegram-bot-api-secret-token': 'guess'}}),
  target: '15555550142',
  providerId: () => '5',
  accepted: ({status, text}) => status === 200 && text.startsWith('{"accepted":true'),
});

test('answers an edit and a caption that speak of an emergency with the words of the safety guard at once', async t => {
  const {post, messages} = await webhookServer(t, [inbound]);
  const alarm = 'I have crushing chest pain and cannot breathe';
  const said = async () => (await messages()).flatMap(({reply}) => reply || []);
  const update = (id: number, fields: object) => post(sign(JSON.stringify({update_id: id, ...fields})));
  await update(1, {message: message({text: 'hello'})});
  t.deepEqual(await said(), []);
  const changed = {...message({text: alarm}), edit_date: Math.floor(Date.now() / 1000)};
  await update(2, {edited_message: changed});
  t.regex((await said()).join(), /911/);
  const captioned = message({photo: [{file_id: 'x'}], caption: alarm});
  await update(3, {message: {...captioned, message_id: 6}});
  t.is((await said()).length, 2);
  const asked = (await messages()).find(({text}) => text === alarm);
  t.is(asked?.['guard_kind'], 'emergency', 'the agent is told');
});

test('reads an update of Telegram', t => {
  const hash = hashWith(secret, '4242');
  t.deepEqual(parse({update_id: 10_000, message: message({text: ' hi ', date: 1_767_258_000})}), {
    type: 'message',
    message: {
      account: '4242',
      chats: [hash('15555550142')],
      sender: hash('15555550142'),
      target: '15555550142',
      providerId: '5',
      eventId: '10000',
      atMs: 1_767_258_000_000,
      clinic: undefined,
      text: 'hi',
    },
  });
});

test('reads a caption, and what is written on a button that was pressed', t => {
  const captioned = parse({update_id: 1, message: message({photo: [], caption: 'my rash'})});
  t.like(captioned, {type: 'message', message: {text: 'my rash'}});
  const keyboard = {
    inline_keyboard: [[{text: 'Yes', callback_data: 'y'}], [{text: 'No', callback_data: 'n'}]],
  };
  const asked = message({text: 'Shall I book it?', reply_markup: keyboard}, {id: 4242, is_bot: true});
  const press = {id: '7', from: person, message: asked, data: 'n'};
  t.like(parse({update_id: 2, callback_query: press}), {
    type: 'message',
    message: {text: 'No', eventId: '2'},
  });
  t.like(parse({update_id: 3, callback_query: {...press, data: 'other'}}), {message: {text: 'other'}});
});

test('ignores what is no message of a person to the bot', t => {
  const reason = (update: unknown) => {
    const parsed = parse(update);
    return parsed.type === 'ignored' && parsed.reason;
  };
  const text = {text: 'hi'};
  t.is(reason({update_id: 1, edited_message: message({location: {latitude: 1, longitude: 1}})}), 'edited');
  t.is(reason({update_id: 1, message: message(text, person, {id: -1, type: 'group'})}), 'group');
  t.is(reason({update_id: 1, message: message(text, person, {id: -1, type: 'supergroup'})}), 'group');
  t.is(reason({update_id: 1, message: message(text, {id: 8, is_bot: true})}), 'bot');
  t.is(reason({update_id: 1, my_chat_member: {}}), 'setting');
  t.is(reason({update_id: 1, poll: {}}), 'unknown_event');
  t.is(reason({update_id: 1, message: []}), 'malformed');
  t.is(reason({update_id: 1, callback_query: {data: 'y'}}), 'malformed');
  t.is(reason({message: message(text)}), 'malformed');
});

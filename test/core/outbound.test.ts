import type {ExecutionContext} from 'ava';
import type {Outbound} from '../../core/channels/channel.ts';
import {createOutbounds} from '../../core/channels/create-channels.ts';
import {createSmsOutbound} from '../../core/channels/sms/deliver.ts';
import {createTelegramOutbound} from '../../core/channels/telegram/deliver.ts';
import {createWhatsAppOutbound} from '../../core/channels/whatsapp/deliver.ts';
import {configFromEnv} from '../../core/config/config.ts';
import {outboundContract, type Provider} from '../contracts/channel-outbound.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {fakeProvider, type ProviderAnswer} from '../helpers/fake-provider.ts';
import {fakeTelegram} from '../helpers/fake-telegram.ts';
import {fakeTwilio} from '../helpers/fake-twilio.ts';
import {evolutionChannels} from '../helpers/outbox.ts';
import {test} from '../helpers/test.ts';

const site = {publicUrl: undefined};
const basics = {id: '3EB0AAAAAAAAAAAAAAAAAA', sinceMs: Date.now()};

function given(t: ExecutionContext, outbound: Outbound | undefined): Outbound {
  return outbound ?? t.fail('it is not configured');
}

async function whatsapp(t: ExecutionContext): Promise<Provider> {
  const evolution = await fakeEvolution(t);
  const faults = {
    refuses: 'schema',
    unauthorized: 'unauthorized',
    limits: 'offline',
    cuts: 'cut_before_sending',
    fails: 'failed_before_sending',
  } as const;
  return {
    outbound: given(t, createWhatsAppOutbound(evolutionChannels(evolution.url).whatsapp, site)),
    piece: {...basics, account: 'acct1', target: '15550100001@s.whatsapp.net'},
    texts: () => evolution.sent.map(({text}) => text),
    next: fault => evolution.faults.push(faults[fault]),
    stop: () => evolution.stop(),
  };
}

async function telegram(t: ExecutionContext): Promise<Provider> {
  const token = '111:test-token';
  const fake = await fakeTelegram(t, token);
  const config = configFromEnv({
    REDIS_URL: 'redis://127.0.0.1:1',
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_URL: fake.url,
  });
  return {
    outbound: given(t, createTelegramOutbound(config.channels.telegram)),
    piece: {...basics, account: '111', target: '5550100'},
    texts: () => fake.sent.map(({text}) => String(text)),
    next: fault => fake.faults.push(fault),
    stop: () => fake.stop(),
  };
}

async function sms(t: ExecutionContext): Promise<Provider> {
  const fake = await fakeTwilio(t, 'AC0', 'test-token');
  const config = configFromEnv({
    REDIS_URL: 'redis://127.0.0.1:1',
    TWILIO_ACCOUNT_SID: 'AC0',
    TWILIO_AUTH_TOKEN: 'test-token',
    TWILIO_FROM: '+15550100000',
    TWILIO_API_URL: fake.url,
  });
  return {
    outbound: given(t, createSmsOutbound(config.channels.sms, site)),
    piece: {...basics, account: 'twilio', target: '+15550100001'},
    texts: () => fake.sent.map(({Body}) => String(Body)),
    next: fault => fake.faults.push(fault),
    stop: () => fake.stop(),
  };
}

test('WhatsApp keeps what a channel promises of its replies', outboundContract, whatsapp, 4000);
test('Telegram keeps what a channel promises of its replies', outboundContract, telegram, 4096);
test('SMS keeps what a channel promises of its replies', outboundContract, sms, 1600);

test('a channel without its settings does not deliver', t => {
  const {channels} = configFromEnv({REDIS_URL: 'redis://127.0.0.1:1'});
  t.is(createOutbounds(channels, site).size, 0);
});

const answers: {means: string; answer: ProviderAnswer}[] = [
  {means: 'sent', answer: {status: 201, body: {key: {id: '3EB0'}, status: 'PENDING'}}},
  {means: 'unknown', answer: {status: 201, body: {}}},
  {means: 'parked unauthorized', answer: envelope(401, 'Unauthorized')},
  {means: 'parked instance_missing', answer: envelope(404, ['The "acct1" instance does not exist'])},
  {means: 'parked license_required', answer: {status: 503, body: {code: 'LICENSE_REQUIRED', error: 'x'}}},
  {means: 'parked redirected', answer: {status: 302, body: '', headers: {location: 'https://x.example'}}},
  {means: 'refused schema', answer: envelope(400, [['instance requires property "text"']])},
  {means: 'refused schema', answer: envelope(400, ['Text is required'])},
  {means: 'refused not_on_whatsapp', answer: envelope(400, [{jid: 'x', exists: false, number: 'x'}])},
  {means: 'away', answer: envelope(400, ['Error: Connection Closed'])},
  ...['onWhatsApp', 'sendMessage', 'id'].map(name => ({
    means: 'away',
    answer: envelope(400, [`TypeError: Cannot read properties of undefined (reading '${name}')`]),
  })),
  {means: 'away', answer: envelope(500, "Cannot read properties of undefined (reading 'onWhatsApp')")},
  // Behind BUSINESS, where Meta could not be reached.
  {
    means: 'unknown',
    answer: envelope(400, ["TypeError: Cannot read properties of undefined (reading 'message')"]),
  },
  {means: 'parked token_expired', answer: meta(190)},
  {means: 'refused window_closed', answer: meta(131047)},
  {means: 'refused not_on_whatsapp', answer: meta(131026)},
  {means: 'refused meta_131099', answer: meta(131099)},
  ...[130429, 131056, 80007].map(code => ({means: 'later', answer: meta(code)})),
  {means: 'unknown', answer: envelope(400, ['[object Object]'])},
  {means: 'unknown', answer: {status: 400, body: 'not an envelope'}},
  {means: 'away', answer: envelope(500, 'Connection Closed')},
  {means: 'away', answer: envelope(500, "Cannot read properties of undefined (reading 'textMessage')")},
  {means: 'unknown', answer: envelope(500, 'Something else')},
  {means: 'unknown', answer: {status: 503, body: '<html>'}},
  {means: 'unknown', answer: undefined},
];

function envelope(status: number, message: unknown): ProviderAnswer {
  return {status, body: {status, error: 'x', response: {message}}};
}

/** As Evolution passes Meta's refusal on. */
function meta(code: number): ProviderAnswer {
  const body = {message: `(#${code}) Refused`, type: 'OAuthException', code, fbtrace_id: 'A0'};
  return {status: 201, body};
}

test('each answer of Evolution means what the facts say', async t => {
  let next: ProviderAnswer;
  const {url} = await fakeProvider(t, () => next);
  const outbound = given(t, createWhatsAppOutbound(evolutionChannels(url).whatsapp, site));
  for (const {means, answer} of answers) {
    next = answer;
    const delivery = await outbound.deliver({
      ...basics,
      account: 'acct1',
      target: '15550100001@s.whatsapp.net',
      text: 'hello',
    });
    const code = 'code' in delivery ? ` ${delivery.code}` : '';
    t.is(`${delivery.status}${code}`, means, JSON.stringify(answer));
  }
});

test('an instance name cannot leave its place in the path', async t => {
  const {url, calls} = await fakeProvider(t, () => ({status: 200, body: {}}));
  const outbound = given(t, createWhatsAppOutbound(evolutionChannels(url).whatsapp, site));
  await outbound.deliver({...basics, account: 'a/../b?instanceName=c#d', target: 'x', text: 'hello'});
  t.is(calls[0]?.path, '/message/sendText/a%2F..%2Fb%3FinstanceName%3Dc%23d');
  t.is(calls[0]?.headers['apikey'], 'test-key');
});

test('a reply to Telegram is HTML, quotes where asked, and waits as long as it is told', async t => {
  const fake = await fakeTelegram(t, '111:t');
  const config = configFromEnv({
    REDIS_URL: 'redis://127.0.0.1:1',
    TELEGRAM_BOT_TOKEN: '111:t',
    TELEGRAM_API_URL: fake.url,
  });
  const outbound = given(t, createTelegramOutbound(config.channels.telegram));
  const piece = {...basics, account: '111', target: '5550100', text: '<b>hi</b>', quoted: '5'};
  fake.faults.push('limits', 'blocked');
  t.deepEqual(await outbound.deliver(piece), {status: 'later', afterMs: 7000});
  t.deepEqual(await outbound.deliver(piece), {status: 'refused', code: 'blocked'});
  t.is((await outbound.deliver(piece)).status, 'sent');
  t.like(fake.sent[0], {chat_id: '5550100', parse_mode: 'HTML', reply_parameters: {message_id: 5}});
});

test('an answer that does not come in time proves nothing', async t => {
  const evolution = await fakeEvolution(t);
  const outbound = given(t, createWhatsAppOutbound(evolutionChannels(evolution.url).whatsapp, site, 100));
  evolution.faults.push('silent');
  const piece = {...basics, account: 'acct1', target: '15550100001@s.whatsapp.net', text: 'hello'};
  t.deepEqual(await outbound.deliver(piece), {status: 'unknown'});
  t.is((await outbound.find?.(piece))?.length, 1);
});

test('what Evolution has sent is found by its chat and text, whatever became of the number', async t => {
  const evolution = await fakeEvolution(t);
  const outbound = given(t, createWhatsAppOutbound(evolutionChannels(evolution.url).whatsapp, site));
  const piece = {...basics, account: 'acct1', target: '5511955501234@s.whatsapp.net', text: 'hello'};
  t.deepEqual(await outbound.find?.(piece), []);
  const sent = await outbound.deliver(piece);
  await outbound.deliver({...piece, text: 'something else'});
  await outbound.deliver({...piece, target: '15550100002@s.whatsapp.net'});
  evolution.receive('acct1', '551155501234@s.whatsapp.net', 'hello', true);
  t.deepEqual(await outbound.find?.(piece), [sent.status === 'sent' ? sent.providerId : '']);
  evolution.licensed = false;
  await t.throwsAsync(async () => outbound.find?.(piece));
});

import type {Inbound} from '../../../core/channels/channel.ts';
import {isSigned, sign as signatureOf} from '../../../core/channels/sms/signature.ts';
import {sms} from '../../../core/channels/sms/sms.ts';
import {inboundContract} from '../../contracts/channel.ts';
import {test} from '../../helpers/test.ts';
import {channelConfig, channelEnv, type Post, webhookServer} from '../../helpers/webhook.ts';

const {TWILIO_ACCOUNT_SID: AccountSid, TWILIO_AUTH_TOKEN: authToken, PUBLIC_URL: publicUrl} = channelEnv;
const path = '/webhooks/sms';
const inbound = sms.inbound(channelConfig.channels.sms, channelConfig.server) as Inbound;

function sign(body: string): Post {
  const signature = signatureOf(publicUrl + path, new URLSearchParams(body), authToken);
  const headers = {'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature};
  return {path, headers, body};
}

const form = (fields: Record<string, string>) => new URLSearchParams({AccountSid, ...fields});
const signForm = (fields: Record<string, string>) => sign(form(fields).toString());
const reasonOf = (fields: Record<string, string>) => {
  const parsed = inbound.parse(form(fields), {parts: []}, Date.now());
  return parsed.type === 'ignored' && parsed.reason;
};

inboundContract({
  channel: sms,
  sign,
  message: (text, id, from = '15555550142') =>
    signForm({MessageSid: `SM${id}`, From: `+${from}`, To: '+15555550100', Body: text, NumMedia: '0'}),
  wordless: id => signForm({MessageSid: `SM${id}`, From: '+15555550142', Body: '', NumMedia: '1'}),
  forged: post => ({...post, body: post.body.replace('hello', 'goodbye')}),
  target: '+15555550142',
  providerId: id => `SM${id}`,
  accepted: ({status, text}) => status === 200 && text === '<Response></Response>',
});

test('knows the signature of Twilio’s own example', t => {
  const fields = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  });
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
  t.true(isSigned({url, fields, signature}, '12345'));
  t.false(isSigned({url, fields, signature}, '12346'));
  fields.append('Extra', '1');
  t.false(isSigned({url, fields, signature}, '12345'));
});

test('takes a signature of the address with its port and without', t => {
  const fields = form({Body: 'hi'});
  const plain = 'https://chat.example/webhooks/sms?x=1';
  const ported = 'https://chat.example:443/webhooks/sms?x=1';
  t.true(isSigned({url: plain, fields, signature: signatureOf(ported, fields, authToken)}, authToken));
  t.true(isSigned({url: ported, fields, signature: signatureOf(plain, fields, authToken)}, authToken));
  t.false(isSigned({url: plain, fields, signature: signatureOf(`${plain}2`, fields, authToken)}, authToken));
});

test('answers Twilio with an empty reply, as XML', async t => {
  const {post} = await webhookServer(t, [inbound]);
  const answer = await post(signForm({MessageSid: 'SM1', From: '+15555550142', Body: 'hi'}));
  t.is(answer.headers.get('content-type'), 'text/xml; charset=utf-8');
  t.is(answer.text, '<Response></Response>');
});

test('reads what has become of an SMS of ours', t => {
  const told = (MessageStatus: string) =>
    inbound.parse(form({MessageSid: 'SM9', MessageStatus}), {parts: []}, Date.now());
  const receipt = {type: 'receipt', account: 'twilio', providerId: 'SM9'};
  t.deepEqual(told('delivered'), {type: 'status', event: {...receipt, status: 'delivered'}});
  t.deepEqual(told('undelivered'), {type: 'status', event: {...receipt, status: 'failed'}});
  t.deepEqual(told('sending'), {type: 'ignored', reason: 'empty'});
  t.deepEqual(told('constructor'), {type: 'ignored', reason: 'empty'});
});

test('ignores an SMS of another account, of nobody, without anything in it', t => {
  t.is(
    reasonOf({MessageSid: 'SM1', From: '+15555550142', Body: 'hi', AccountSid: 'AC1'}),
    'unknown_instance',
  );
  t.is(reasonOf({MessageSid: 'SM1', Body: 'hi'}), 'malformed');
  t.is(reasonOf({From: '+15555550142', Body: 'hi'}), 'malformed');
  t.is(reasonOf({MessageSid: 'SM1', From: '+15555550142', Body: ' '}), 'empty');
});

test('a signed form that is cut elsewhere between its names and values is no other message', async t => {
  const {post} = await webhookServer(t, [inbound]);
  const id = 'SM00112233445566778899aabbccddeeff';
  const {headers, body} = signForm({MessageSid: id, From: '+15555550142', Body: 'hi', NumMedia: '0'});
  const recut = (MessageSid: string, name: string) => {
    const fields = new URLSearchParams(body);
    fields.set('MessageSid', MessageSid);
    fields.delete('NumMedia');
    if (name !== '') fields.set(name, '0');
    const parsed = inbound.parse(fields, {parts: []}, Date.now());
    return {answer: post({path, headers, body: fields.toString()}), type: parsed.type};
  };
  for (const [sid, name] of [
    [`${id}NumMedia0`, ''],
    [`${id}N`, 'umMedia'],
    [id.slice(0, 22), `${id.slice(22)}NumMedia`],
  ] as const) {
    const {answer, type} = recut(sid, name);
    t.is((await answer).status, 200, 'the signature is right');
    t.is(type, 'ignored', sid);
  }
});

test('a name that has two values is not read as either', t => {
  const twice = form({MessageSid: 'SM1', From: '+15555550142', Body: 'hi'});
  twice.append('From', '+15555550143');
  t.deepEqual(inbound.parse(twice, {parts: []}, Date.now()), {type: 'ignored', reason: 'malformed'});
});

test('is off without a public address, which the signature covers', t => {
  t.is(sms.inbound(channelConfig.channels.sms, {publicUrl: undefined}), undefined);
});

test('a form of very many fields costs no more than reading it, whoever sent it', t => {
  const names = Array.from({length: 16_000}, (_, i) => `${i.toString(36)}=`).join('&');
  const many = new URLSearchParams(names.slice(0, 64 * 1024));
  const begin = performance.now();
  t.false(isSigned({url: publicUrl, fields: many, signature: 'x'}, authToken));
  const few = new URLSearchParams(
    Object.fromEntries(Array.from({length: 500}, (_, i) => [`${i}`, 'a'.repeat(120)])),
  );
  t.false(isSigned({url: publicUrl, fields: few, signature: 'x'}, authToken));
  t.true(performance.now() - begin < 50);
});

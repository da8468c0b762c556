import {readdirSync, readFileSync} from 'node:fs';
import fc from 'fast-check';
import {SignJWT, UnsecuredJWT} from 'jose';
import {z} from 'zod';
import type {Inbound, Parsed} from '../../../core/channels/channel.ts';
import {hashWith} from '../../../core/channels/hash-with.ts';
import {authenticate} from '../../../core/channels/whatsapp/authenticate.ts';
import {parseRecord} from '../../../core/channels/whatsapp/parse-message.ts';
import {whatsapp} from '../../../core/channels/whatsapp/whatsapp.ts';
import {inboundContract} from '../../contracts/channel.ts';
import {test} from '../../helpers/test.ts';
import {channelConfig, channelEnv, type Post} from '../../helpers/webhook.ts';

const secret = channelEnv.EVOLUTION_WEBHOOK_SECRET;
const inbound = whatsapp.inbound(channelConfig.channels.whatsapp) as Inbound;
const hash = hashWith(secret, 'willow');
/** When the fixtures were posted. */
const nowMs = 1_767_258_000_000;

const sign = (body: string): Post => ({
  path: '/webhooks/evolution/willow',
  headers: {'content-type': 'application/json', authorization: `Bearer ${secret}`},
  body,
});

function upsert(id: string, message: object, from = '15555550142'): string {
  const key = {remoteJid: `${from}@s.whatsapp.net`, fromMe: false, id};
  const data = {key, message, messageTimestamp: Math.floor(Date.now() / 1000)};
  return JSON.stringify({event: 'messages.upsert', instance: 'willow', data});
}

inboundContract({
  channel: whatsapp,
  sign,
  message: (text, id, from) => sign(upsert(id, {conversation: text}, from)),
  wordless: id => sign(upsert(id, {audioMessage: {ptt: true}})),
  forged: post => ({...post, headers: {...post.headers, authorization: 'Bearer guess'}}),
  target: '15555550142@s.whatsapp.net',
  providerId: id => id,
  accepted: ({status, text}) => status === 200 && text.startsWith('{"accepted":true'),
});

const Case = z.object({
  title: z.string(),
  parts: z.array(z.string()).default(['willow']),
  body: z.unknown(),
  expect: z.record(z.string(), z.unknown()),
});

const folder = new URL('../../fixtures/evolution/', import.meta.url);
for (const file of readdirSync(folder)) {
  const cases = z.array(Case).parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  for (const {title, parts, body, expect} of cases) {
    test(`reads Evolution ${file.replace('.json', '')}: ${title}`, t => {
      t.deepEqual(told(inbound.parse(body, {parts}, nowMs)), hashed(expect));
    });
  }
}

/** A parsed event as the fixtures write their expectations. */
function told(parsed: Parsed): Record<string, unknown> {
  switch (parsed.type) {
    case 'ignored':
      return {ignored: parsed.reason};
    case 'status':
      return {news: parsed.event};
    case 'edit': {
      const {text, of, from} = parsed.edit;
      return {edit: text, ...of, ...(from && {target: from.target})};
    }
    case 'own': {
      const {text, target, chats} = parsed.message;
      return {own: parsed.by, text, target, identities: chats};
    }
    case 'wordless':
      return {wordless: true, target: parsed.message.target, identities: parsed.message.chats};
    case 'message':
      return {text: parsed.message.text, target: parsed.message.target, identities: parsed.message.chats};
  }
}

function hashed(expected: Record<string, unknown>): Record<string, unknown> {
  const {identities} = expected;
  return Array.isArray(identities) ? {...expected, identities: identities.map(hash)} : expected;
}

test('takes a record of findMessages as it takes the webhook', t => {
  const record = {
    id: 'cm0row',
    key: {id: '3A01', fromMe: false, remoteJid: '15555550142@s.whatsapp.net'},
    pushName: 'Ana',
    messageType: 'conversation',
    message: {conversation: 'Did you get this?'},
    messageTimestamp: nowMs / 1000 - 40 * 60,
    MessageUpdate: [],
  };
  const options = {secret, instance: 'willow', clinic: 'demo', nowMs, idMaker: 'unknown'} as const;
  const [parsed] = parseRecord(record, options);
  t.like(parsed, {type: 'message', message: {text: 'Did you get this?', eventId: '3A01', clinic: 'demo'}});
});

test('of a record that names two people, one of them in its id, neither hears anything', t => {
  const options = {secret, instance: 'willow', clinic: 'demo', nowMs, idMaker: 'unknown'} as const;
  // As Meta would make it for 15555550199.
  const id = `wamid.${Buffer.from('\u001c\u0018\u000b15555550199\u0015\u0002', 'latin1').toString('base64')}`;
  const told = (remoteJid: string) =>
    parseRecord({key: {id, fromMe: false, remoteJid}, message: {conversation: 'Hello?'}}, options);
  t.deepEqual(told('15555550142@s.whatsapp.net'), []);
  t.deepEqual(told('100000000000042@lid'), []);
  t.like(told('15555550199@s.whatsapp.net'), [{type: 'message'}]);
  t.like(told('US.1502576394655843'), [{message: {target: '15555550199@s.whatsapp.net'}}]);
});

test('cuts a text that is longer than a message may be', t => {
  const body = JSON.parse(upsert('3A02', {conversation: '🙂'.repeat(5000)}));
  const parsed = inbound.parse(body, {parts: []}, Date.now());
  t.is(parsed.type === 'message' && parsed.message.text, '🙂'.repeat(4000));
});

test('reads whatever stands where a message is expected without throwing', t => {
  const names = fc.constantFrom('event', 'instance', 'data', 'key', 'id', 'remoteJid', 'message', 'status');
  const values = fc.constantFrom<unknown>(
    'messages.upsert',
    'willow',
    '1@lid',
    '1@s.whatsapp.net',
    [],
    {},
    null,
  );
  const tree = fc.letrec(tie => ({
    node: fc.oneof({maxDepth: 5}, values, fc.jsonValue(), fc.dictionary(names, tie('node'))),
  })).node;
  const kinds = ['message', 'wordless', 'edit', 'own', 'status', 'ignored'];
  const events = fc.constantFrom(
    'messages.upsert',
    'messages.update',
    'messages.edited',
    'send.message',
    'connection.update',
  );
  const envelope = fc.record({event: events, instance: fc.constant('willow'), data: tree});
  const everyBody = fc.property(fc.oneof(tree, envelope), body =>
    kinds.includes(inbound.parse(body, {parts: ['willow']}, nowMs).type),
  );
  t.notThrows(() => fc.assert(everyBody, {numRuns: 2000}));
});

const key = new TextEncoder().encode(secret);
const agoSeconds = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
const jwt = (expiredForSeconds: number, by = key, alg = 'HS256') =>
  new SignJWT({app: 'evolution', action: 'webhook'})
    .setProtectedHeader({alg})
    .setIssuedAt(agoSeconds(expiredForSeconds + 600))
    .setExpirationTime(agoSeconds(expiredForSeconds))
    .sign(by);

test('takes the secret itself, or a JWT of Evolution, also one that expired up to 30 minutes ago', async t => {
  t.true(await authenticate(`Bearer ${secret}`, secret));
  t.true(await authenticate(secret, secret));
  t.true(await authenticate(`Bearer ${await jwt(-600)}`, secret));
  t.true(await authenticate(`Bearer ${await jwt(20 * 60)}`, secret));
  t.true(await authenticate(`bearer ${await jwt(29 * 60)}`, secret));
});

test('refuses every other token: expired, foreign, unsigned, of another algorithm, without an end', async t => {
  const refused = async (header: string) => t.false(await authenticate(header, secret), header.slice(0, 20));
  await refused('');
  await refused('Bearer ');
  await refused(`Bearer ${secret}x`);
  await refused(`Basic ${Buffer.from(secret).toString('base64')}`);
  await refused(`Bearer ${await jwt(31 * 60)}`);
  await refused(`Bearer ${await jwt(-600, new TextEncoder().encode('another secret'))}`);
  await refused(`Bearer ${await jwt(-600, key, 'HS512')}`);
  await refused(`Bearer ${new UnsecuredJWT({action: 'webhook'}).setExpirationTime('10m').encode()}`);
  await refused(`Bearer ${await new SignJWT({}).setProtectedHeader({alg: 'HS256'}).sign(key)}`);
  await refused(`Bearer ${'a'.repeat(4000)}.b.c`);
});

test('takes the secret as a part of the address, where no header can be set', async t => {
  const request = (parts: string[]) => ({parts, header: () => '', url: '', body: async () => null});
  t.true(await inbound.authenticate(request(['willow', secret])));
  t.false(await inbound.authenticate(request(['willow', 'guess'])));
});

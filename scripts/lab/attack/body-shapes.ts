/** What bodies can be made of, and where they go. */

/** `make`: a value of about so many bytes. The first of a format is plain words, which the others are measured by. */
export type Shape = {name: string; make: (bytes: number) => string};
/** `around`: the body that has the value in it. */
export type Place = {
  name: string;
  path: string;
  headers: Record<string, string>;
  format: keyof typeof shapes;
  bytes: number;
  around: (value: string) => string;
};

/** As many parts as fit, by number. */
function parts(bytes: number, part: (i: number) => string, between = ','): string {
  const all: string[] = [];
  for (let length = 0, i = 0; ; i++) {
    const next = part(i);
    length += Buffer.byteLength(next) + between.length;
    if (length > bytes - 16) return all.join(between);
    all.push(next);
  }
}

const list = (part: (i: number) => string) => (bytes: number) => `[${parts(bytes, part)}]`;
const object = (part: (i: number) => string) => (bytes: number) => `{${parts(bytes, part)}}`;

const json: Shape[] = [
  {name: 'plain words', make: bytes => `{"a":"${'x'.repeat(bytes - 16)}"}`},
  {name: 'keys', make: object(i => `"k${i}":1`)},
  {name: 'short keys', make: object(i => `"${i.toString(36)}":0`)},
  {name: 'numbers as keys', make: object(i => `"${i}":0`)},
  {name: 'one key again and again', make: object(() => '"a":0')},
  {name: 'odd keys', make: object(i => `"é${i}":null`)},
  {
    name: 'keys, and what looks like a prototype',
    make: bytes => `{"a":{${parts(bytes - 40, i => `"k${i}":1`)}},"b":{"__proto__":1}}`,
  },
  {name: 'digits', make: list(() => '1')},
  {name: 'long numbers', make: list(i => `${i}.${'7'.repeat(17)}e-30`)},
  {name: 'empty texts', make: list(() => '""')},
  {name: 'empty objects', make: list(() => '{}')},
  {name: 'objects of one key each', make: list(i => `{"k${i}":1}`)},
  {name: 'escapes', make: bytes => `{"a":"${'\\u0041'.repeat(Math.floor((bytes - 16) / 6))}"}`},
  {name: 'lists seven deep', make: list(() => '[[[[[[0]]]]]]')},
  {name: 'lists without end', make: bytes => '['.repeat(bytes / 2) + ']'.repeat(bytes / 2)},
  {name: 'objects without end', make: bytes => `${'{"a":'.repeat(bytes / 6)}1${'}'.repeat(bytes / 6)}`},
];

const form: Shape[] = [
  {name: 'plain words', make: bytes => `Body=${'x'.repeat(bytes - 16)}`},
  {name: 'fields', make: bytes => parts(bytes, i => `k${i}=1`, '&')},
  {
    name: 'as many fields as may be',
    make: bytes => `Body=${'x'.repeat(bytes - 6000)}&${parts(5000, i => `${i}=`, '&')}`,
  },
  {name: 'one field again and again', make: bytes => parts(bytes, () => 'a=', '&')},
  {name: 'escapes', make: bytes => `Body=${'%41'.repeat(Math.floor((bytes - 16) / 3))}`},
  {name: 'broken escapes', make: bytes => `Body=${'%'.repeat(bytes - 16)}`},
  {name: 'pluses', make: bytes => `Body=${'+'.repeat(bytes - 16)}`},
];

export const shapes = {json, form};

/** Of a body that may have 64 KiB, what is around the value taken off. */
const full = 64 * 1024 - 200;
const text = (bytes: number) => 'x'.repeat(bytes);

type Secrets = Record<
  'ADMIN_TOKEN' | 'TELEGRAM_WEBHOOK_SECRET' | 'EVOLUTION_WEBHOOK_SECRET' | 'session',
  string
>;

/** Whatever reads a body, and each member of one that may be a list or an object. */
export function placesOf(secrets: Secrets): Place[] {
  const api = '/apps/voice-api';
  const visitor = {'content-type': 'application/json', authorization: `Bearer ${secrets.session}`};
  const operator = {...visitor, authorization: `Bearer ${secrets.ADMIN_TOKEN}`};
  const telegram = {...visitor, 'x-telegram-bot-api-secret-token': secrets.TELEGRAM_WEBHOOK_SECRET};
  const evolution = {...visitor, authorization: `Bearer ${secrets.EVOLUTION_WEBHOOK_SECRET}`};
  const twilio = {'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'x'};
  const at = (path: string, member: string, headers = visitor, bytes = full): Place => ({
    name: `${path.replace(api, '…')} ${member || 'as a whole'}`,
    path,
    headers,
    format: 'json',
    bytes,
    around: value => (member === '' ? value : `{"${member}":${value},"text":"a"}`),
  });
  const send = `${api}/widget/send`;
  const event = (bytes: number): Place => ({
    ...at('/webhooks/evolution/willow', 'message', evolution, bytes),
    around: value =>
      `{"event":"messages.upsert","instance":"willow","data":{"key":{"id":"a"},"message":${value}}}`,
  });
  return [
    ...['', 'metadata', 'text', 'agent_id', 'other'].map(member => at(send, member)),
    ...['metadata', 'other'].map(member => at(`${api}/widget-stream`, member)),
    ...['', 'metadata', 'other', 'type'].map(member => at('ws', member)),
    at(`${api}/widget/session`, 'locale'),
    at(`${api}/widget/session`, ''),
    at(`${api}/widget/consent`, 'version'),
    at(`${api}/widget/continue`, 'link'),
    at(`${api}/widget-feedback/${text(22)}`, 'comment'),
    at('/admin/sessions/s1/reply', 'name', operator),
    at('/admin/sessions/s1/take', '', operator),
    at('/webhooks/telegram', 'message', telegram, 1_000_000),
    event(1_000_000),
    {
      name: '/webhooks/sms',
      path: '/webhooks/sms',
      headers: twilio,
      format: 'form',
      bytes: full,
      around: value => value,
    },
  ];
}

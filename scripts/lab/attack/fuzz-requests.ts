/** Requests as nobody would mean them, to a route: odd paths, queries, headers and bodies, and now and then a right one. */
import fc from 'fast-check';
import type {RouteRequest} from './route-requests.ts';

export type FuzzRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
};

/** In every value that is free, so that it can be looked for where it must not be. */
export const canary = 'canaryvulgaris';

const words = fc.oneof(
  fc.string({unit: 'binary', maxLength: 60}),
  fc.string({unit: 'grapheme', maxLength: 60}),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\u202e',
    '\ud800',
    '../../admin',
    '%2e%2e%2f',
    '__proto__',
    'constructor',
    'a'.repeat(5000),
  ),
  fc.constantFrom(
    '0',
    '-1',
    '1e999',
    'NaN',
    '9'.repeat(400),
    'null',
    'true',
    '0-0',
    '1-1',
    'demo',
    'A'.repeat(22),
  ),
);
const marked = words.map(word => `${canary}${word}`);

const value: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  value: fc.oneof(
    {maxDepth: 12, depthSize: 'medium'},
    marked,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), {maxLength: 4}),
    fc.dictionary(fc.oneof(marked, fc.constantFrom('__proto__', 'toString', 'text')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;

const members = [
  'text',
  'session_id',
  'clinic_id',
  'agent_id',
  'user_id',
  'client_message_id',
  'metadata',
  'rating',
  'comment',
];
const more = ['link', 'version', 'locale', 'channel', 'instance', 'event', 'data', 'update_id', 'message'];
const almost = fc.dictionary(fc.constantFrom(...members, ...more), fc.oneof(marked, value), {maxKeys: 8});
const right = fc.record({
  text: marked,
  session_id: fc.constantFrom('s1', 's2'),
  clinic_id: fc.constant('demo'),
});

const body = fc.oneof(
  right.map(json => JSON.stringify(json)),
  almost.map(json => JSON.stringify(json)),
  value.map(json => JSON.stringify(json) ?? ''),
  marked,
  fc.nat({max: 30_000}).map(depth => '['.repeat(depth)),
  fc
    .nat({max: 6000})
    .map(depth => `{"text":"${canary}","metadata":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`),
  fc.constantFrom(
    '{"__proto__":{"text":"a"},"text":"b"}',
    '\ufeff{"text":"a"}',
    '{"text":"\\ud800"}',
    '{"text":"a","text":"b"}',
  ),
  fc.nat({max: 70_000}).map(length => `{"text":"${'x'.repeat(length)}"}`),
);

/** What a header may hold at all: Node lets nothing else out. */
const headerValue = fc.oneof(
  fc.string({unit: fc.integer({min: 0x20, max: 0x7e}).map(code => String.fromCharCode(code)), maxLength: 80}),
  fc.string({unit: fc.integer({min: 0x80, max: 0xff}).map(code => String.fromCharCode(code)), maxLength: 40}),
  fc.constantFrom(
    'null',
    '*',
    'Bearer',
    `Bearer ${canary}`,
    'Bearer a.b.c',
    `Bearer ${'x'.repeat(3000)}`,
    'wait=0',
    '"',
  ),
);
const headerNames = [
  'authorization',
  'origin',
  'idempotency-key',
  'prefer',
  'last-event-id',
  'x-request-id',
  'accept',
];
const moreNames = [
  'if-none-match',
  'accept-encoding',
  'x-forwarded-for',
  'forwarded',
  'sec-fetch-site',
  'cookie',
];
const provers = [
  'x-twilio-signature',
  'x-telegram-bot-api-secret-token',
  'content-encoding',
  'range',
  'expect-ct',
];
const headers = fc.dictionary(fc.constantFrom(...headerNames, ...moreNames, ...provers), headerValue, {
  maxKeys: 5,
});

const type = fc.oneof(
  {arbitrary: fc.constant('application/json'), weight: 6},
  fc.constantFrom(
    'text/plain',
    'application/json; charset=utf-16',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
  ),
);
const queryNames = [
  'after',
  'wait',
  'body',
  'session_id',
  'token',
  'limit',
  'before',
  'offset',
  'live',
  'cursor',
  'clinic_id',
];
const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...queryNames), marked), marked), {maxLength: 4})
  .map(pairs => pairs.map(([name, word]) => `${encode(name)}=${encode(word)}`).join('&'));

/** A lone surrogate has no spelling in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Of a path's own parts, some are exchanged for odd ones, and sometimes all of it is. */
function pathsOf(path: string): fc.Arbitrary<string> {
  const odd = path
    .split('/')
    .map(part => fc.oneof({arbitrary: fc.constant(part), weight: 8}, marked.map(encode)));
  return fc.oneof(
    {arbitrary: fc.constant(path), weight: 3},
    fc.tuple(...odd).map(parts => parts.join('/')),
  );
}

export function fuzzRequests({method, path}: RouteRequest): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      method: fc.oneof(
        {arbitrary: fc.constant(method), weight: 8},
        fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'OPTIONS', 'HEAD'),
      ),
      path: pathsOf(path),
      query,
      headers,
      type,
      body,
    })
    .map(({method: asked, path: odd, query: asking, headers: given, type: contentType, body: content}) => {
      const hasBody = asked !== 'GET' && asked !== 'HEAD';
      return {
        method: asked,
        path: `${odd.startsWith('/') ? odd : `/${odd}`}${asking === '' ? '' : `?${asking}`}`,
        headers: {...given, ...(hasBody && contentType !== '' && {'content-type': contentType})},
        body: hasBody ? content : undefined,
      };
    });
}

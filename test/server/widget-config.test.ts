import {request} from 'undici';
import type {Clinic} from '../../core/clinics/clinic.ts';
import {isOpen} from '../../core/clinics/is-open.ts';
import {WidgetConfig} from '../../core/wire/session.ts';
import {clinic} from '../helpers/agent.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';

const path = '/apps/voice-api/widget/config';

/** A server with one clinic, as changed. */
function serverOf(t: Parameters<typeof testServer>[0], fields: Partial<Clinic> = {}, origins = ['*']) {
  const known = new Map([['demo', clinic(fields)]]);
  return testServer(t, {clinics: {known, fallback: 'demo'}, cors: {origins}});
}

test('the clinic says what the element shows, the same to everybody', async t => {
  const {get} = await serverOf(t);
  const {status, headers, body} = await get(`${path}?clinic_id=demo`);
  t.is(status, 200);
  t.notThrows(() => WidgetConfig.parse(body));
  t.like(body, {
    clinic: {id: 'demo', name: 'Willow Street Clinic', locale: 'en-US', dir: 'ltr'},
    choices: ['Opening hours', 'Book an appointment', 'Insurance', 'Where are you?'],
    emergency: {number: '911'},
    features: {websocket: true, voice: false, feedback: true},
  });
  t.false('consent' in body);
  t.is(headers.get('cache-control'), 'public, max-age=300');
  t.deepEqual((await get(path)).body, body, 'the default clinic');
});

test('what has not changed is not sent again', async t => {
  const {get, url} = await serverOf(t);
  const etag = (await get(path)).headers.get('etag') ?? '';
  // Not fetch, which asks for a new copy where it is given a condition.
  const status = async (condition: string) =>
    (await request(`${url}${path}`, {headers: {'if-none-match': condition}})).statusCode;
  t.regex(etag, /^"[\w-]+"$/);
  t.is(await status(etag), 304);
  t.is(await status('"other"'), 200);
});

test('emergency words and consent are in the language that is asked for, where the clinic has it', async t => {
  const consent = {text: 'We keep what you write.', texts: {es: 'Guardamos lo que escribe.'}};
  const {get} = await serverOf(t, {consent, privacyUrl: 'https://clinic.example/privacy'});
  const spanish = (await get(`${path}?locale=es-MX`)).body;
  t.like(spanish, {
    consent: {required: true, text: 'Guardamos lo que escribe.'},
    privacy_url: 'https://clinic.example/privacy',
  });
  t.regex(JSON.stringify(spanish['emergency']), /Si es una emergencia/);
  const french = (await get(`${path}?locale=fr`)).body;
  t.like(french, {consent: {text: 'We keep what you write.'}});
  t.deepEqual(
    Object(french['consent']).version,
    Object(spanish['consent']).version,
    'the version is of the text, not of its language',
  );
});

test('every text is in the language that is asked for, where the clinic has it, and locale and dir are of the words', async t => {
  const {get} = await serverOf(t, {
    words: {
      es: {greeting: 'Hola', disclaimer: 'Es un asistente.', quickReplies: ['Horario'], person: 'Llame.'},
      ar: {greeting: 'مرحبا'},
    },
    locales: ['es', 'ar'],
  });
  t.like((await get(`${path}?locale=es-AR`)).body, {
    clinic: {locale: 'es', dir: 'ltr'},
    greeting: 'Hola',
    disclosure: 'Es un asistente.',
    choices: ['Horario'],
    person: {how: 'Llame.'},
  });
  const {greeting, disclaimer} = clinic();
  t.like((await get(`${path}?locale=ar`)).body, {
    clinic: {locale: 'ar', dir: 'rtl'},
    greeting: 'مرحبا',
    disclosure: disclaimer,
  });
  for (const strange of ['fr', 'x', '-', 'en-GB']) {
    t.like((await get(`${path}?locale=${strange}`)).body, {clinic: {locale: 'en-US'}, greeting}, strange);
  }
});

test('a date with hours of its own goes before its weekday and before the days when it is closed', t => {
  const special: Record<string, [string, string][]> = {'2026-11-26': [['08:00', '12:00']], '2026-11-23': []};
  const {hours} = clinic();
  const changed = clinic({hours: {...hours, special}});
  t.true(isOpen(changed, Date.parse('2026-11-26T15:00:00Z')));
  t.false(isOpen(changed, Date.parse('2026-11-26T19:00:00Z')));
  t.false(isOpen(changed, Date.parse('2026-11-23T18:00:00Z')));
});

test('another consent text is another version', async t => {
  const version = async (text: string) => {
    const {get} = await serverOf(t, {consent: {text}});
    return Object((await get(path)).body['consent']).version;
  };
  t.not(await version('We keep what you write.'), await version('We keep it for a year.'));
});

test('an unknown clinic, or a page that may not chat with it, gets nothing', async t => {
  const {get} = await serverOf(t, {allowedOrigins: ['https://clinic.example']}, []);
  const unknown = await get(`${path}?clinic_id=nobody`);
  t.like(unknown, {status: 404, body: {code: 'clinic_not_found'}});
  const foreign = await get(path, {Origin: 'https://other.example'});
  t.like(foreign, {status: 403, body: {code: 'origin_not_allowed'}});
  const own = await get(path, {Origin: 'https://clinic.example'});
  t.is(own.status, 200);
  t.is(own.headers.get('access-control-allow-origin'), 'https://clinic.example');
});

test('a clinic that is written from right to left says so', async t => {
  const {get} = await serverOf(t, {locale: 'ar-EG'});
  t.like((await get(path)).body, {clinic: {dir: 'rtl'}});
});

for (const [at, open] of [
  ['2026-11-23T14:00:00Z', true], // Monday 8:00 in Chicago
  ['2026-11-23T13:59:00Z', false],
  ['2026-11-23T23:59:00Z', true],
  ['2026-11-24T00:00:00Z', false],
  ['2026-11-22T18:00:00Z', false], // Sunday
  ['2026-11-26T18:00:00Z', false], // a Thursday when it is closed
] as const) {
  test(`a clinic is ${open ? 'open' : 'closed'} by its own clock at ${at}`, t => {
    t.is(isOpen(clinic(), Date.parse(at)), open);
  });
}

test('no page is told of a WebSocket where there is none, or nobody is to have it', async t => {
  for (const [webSocketEnabled, rolloutPercent, websocket] of [
    [true, 1, true],
    [true, 0, false],
    [false, 100, false],
  ] as const) {
    const {get} = await testServer(t, {transports: {webSocketEnabled, rolloutPercent}});
    t.like((await get(path)).body, {features: {websocket}});
  }
});

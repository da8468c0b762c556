import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {Clinic} from '../../core/clinics/clinic.ts';
import {dump} from '../helpers/redis.ts';
import {type TestServer, testServer} from '../helpers/server.ts';

const north = 'https://north.example';
const group = 'https://group.example';

test("a page of a clinic's own list may chat with that clinic, and read the answer", async t => {
  const {send} = await threeClinics(t);
  const {status, headers} = await send({text: 'a', clinic_id: 'north'}, {origin: north});
  t.is(status, 202);
  t.is(headers.get('access-control-allow-origin'), north);
});

test("a page of one clinic's list may not chat with another clinic, and nothing is written", async t => {
  const {send, redis} = await threeClinics(t);
  for (const clinic_id of ['south', 'open', undefined]) {
    const {status, body} = await send({text: 'a', clinic_id}, {origin: north});
    t.is(status, 403);
    t.is(body['code'], 'origin_not_allowed');
  }
  t.deepEqual(await dump(redis), []);
});

test("a page of one clinic's list may not use the legacy endpoint of the default clinic", async t => {
  const {get, redis} = await threeClinics(t);
  t.is((await get('/apps/voice-api/widget-chat?body=a', {origin: north})).status, 403);
  t.deepEqual(await dump(redis), []);
});

test('a page that may chat with all, and one of ours, may chat with a clinic that has a list', async t => {
  const {send, url} = await threeClinics(t);
  for (const origin of [group, url]) {
    t.is((await send({text: 'a', clinic_id: 'north'}, {origin})).status, 202);
  }
});

test('a page that is in no list is refused', async t => {
  const {send} = await threeClinics(t);
  t.is((await send({text: 'a', clinic_id: 'north'}, {origin: 'https://evil.example'})).status, 403);
});

/** `north` and `south` each have a page of their own, `open` has none; pages of the group may chat with all. */
function threeClinics(t: ExecutionContext): Promise<TestServer> {
  const demo = Clinic.parse(
    JSON.parse(readFileSync(new URL('../../core/clinics/demo.json', import.meta.url), 'utf8')),
  );
  const known = new Map([
    ['north', {...demo, id: 'north', allowedOrigins: [north]}],
    ['south', {...demo, id: 'south', allowedOrigins: ['https://south.example']}],
    ['open', {...demo, id: 'open'}],
  ]);
  return testServer(t, {clinics: {known, fallback: 'open'}, cors: {origins: [group]}});
}

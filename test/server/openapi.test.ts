import {readFileSync} from 'node:fs';
import test from 'ava';
import {testServer} from '../helpers/server.ts';

test('/openapi.json says what it said before routes brought their own descriptions', async t => {
  const {get} = await testServer(t);
  const golden: unknown = JSON.parse(readFileSync(new URL('openapi.golden.json', import.meta.url), 'utf8'));
  t.deepEqual((await get('/openapi.json')).body, golden);
});

import {readFileSync} from 'node:fs';
import test from 'ava';
import {testServer} from '../helpers/server.ts';

test('/openapi.json says what it said before routes brought their own descriptions', async t => {
  const {get} = await testServer(t);
  const golden: unknown = JSON.parse(readFileSync(new URL('openapi.golden.json', import.meta.url), 'utf8'));
  t.deepEqual(plain((await get('/openapi.json')).body), plain(golden));
});

/** Without what is new, and in one spelling of what can be spelled in two ways. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const {operationId: _, tags: __, ...rest} = {...value} as Record<string, unknown>;
  if (Array.isArray(rest['parameters']) && rest['parameters'].length === 0) delete rest['parameters'];
  if ('in' in rest && 'schema' in rest) {
    if (rest['required'] === false) delete rest['required'];
    const {description, ...schema} = rest['schema'] as Record<string, unknown>;
    return {description, ...rest, schema: plain(schema)};
  }
  return Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, plain(member)]));
}

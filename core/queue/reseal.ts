/** Seals what is kept anew with the first key, so that old keys can be taken away. */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, list} from '../redis/script.ts';
import {openIfSealed, openIfWhole, type SealContext} from '../seal.ts';
import {sealedFields, sharedFields} from './stored.ts';

/** `left`: fields that cannot be opened, and stay as they are. */
export type Resealed = {hashes: number; fields: number; left: number};

/** Of a message, beside those that it was sent with. */
const messageFields = [...sealedFields, 'chat_target', 'reply', 'choices', 'said_by', 'comment'];
const sessionFields = [...sharedFields, 'handoff_reason', 'taken_by'];
/** Those that 0.2.0 wrote as they were. */
const once = new Set(['agent', 'taken_by']);
const atOnce = 200;

type Swap = {key: string; changes: readonly (readonly [string, string, string])[]};

/** Field, old and new value in turn: whatever was written meanwhile stays. */
const swapScript = `for i = 1, #args.changes, 3 do
  local field, old, new = args.changes[i], args.changes[i + 1], args.changes[i + 2]
  if redis.call('HGET', keys.hash, field) == old then redis.call('HSET', keys.hash, field, new) end
end
return {'swapped'}`;

export const resealScript = defineScript<Swap>()({
  name: 'reseal',
  lua: swapScript,
  keys: {hash: ({key}) => key},
  args: {changes: list(({changes}) => changes.flat())},
  answers: {swapped: {}},
});

/** Looks at every message and every session there is; safe to break off, and to repeat. */
export async function reseal(redis: Redis): Promise<Resealed> {
  const sum = {hashes: 0, fields: 0, left: 0};
  for await (const found of scan(redis, keys.message('*'))) {
    for (const key of found) {
      const [, owner = '', more] = key.split(':');
      if (more === undefined) await resealHash(redis, key, messageFields, owner, sum);
    }
  }
  for await (const found of scan(redis, '*:session')) {
    for (const key of found) {
      const owner = key.slice(key.indexOf(':') + 1, -':session'.length);
      await resealHash(redis, key, sessionFields, owner, sum);
    }
  }
  return sum;
}

async function* scan(redis: Redis, MATCH: string): AsyncGenerator<string[]> {
  let cursor = '0';
  do {
    const from = cursor;
    const page = await redis.run(client => client.scan(from, {MATCH, COUNT: atOnce, TYPE: 'hash'}));
    yield page.keys;
    ({cursor} = page);
  } while (cursor !== '0');
}

async function resealHash(
  redis: Redis,
  key: string,
  fields: readonly string[],
  owner: string,
  sum: Resealed,
): Promise<void> {
  const {sealer} = redis;
  const hash = await redis.run(client => client.hGetAll(key));
  const {clinic = '', session = ''} = hash;
  const changes: [string, string, string][] = [];
  const consider = (field: string, context: SealContext) => {
    const old = hash[field];
    if (old === undefined || old === '' || old.startsWith(`~1.${sealer.keyId}.`)) return;
    const open = once.has(field) ? openIfSealed : openIfWhole;
    const text = open(sealer, field, context, old);
    if (text === undefined) sum.left += 1;
    else changes.push([field, old, sealer.seal(field, context, text)]);
  };
  for (const field of fields) consider(field, {clinic, owner});
  if (session !== '') for (const field of sharedFields) consider(field, {clinic, owner: session});
  if (changes.length === 0) return;
  await call(redis, resealScript, {key, changes});
  sum.hashes += 1;
  sum.fields += changes.length;
}

import {Readable} from 'node:stream';
import fc from 'fast-check';
import {readJson} from '../../server/read-json.ts';
import {test} from '../helpers/test.ts';

const limits = {limitBytes: 1_000_000, stringBytes: 12, keptBytes: 100_000};

/** The same value with every long string, as it is written in JSON, made empty. */
function thinned(json: string): unknown {
  return JSON.parse(json.replaceAll(/"((?:[^"\\]|\\.)*)"/g, whole => (bytes(whole) > 14 ? '""' : whole)));
}

const bytes = (text: string) => Buffer.byteLength(text);

function chunked(text: string, sizes: readonly number[]): Readable {
  const body = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let from = 0, i = 0; from < body.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(body.subarray(from, from + size));
    from += size;
  }
  return Readable.from(chunks);
}

test('reads JSON as it is but for its long strings, wherever the chunks end', async t => {
  const words = fc.oneof(
    fc.string({unit: 'binary', maxLength: 40}),
    fc.constantFrom('\\', '\\\\"', '"'.repeat(9)),
  );
  const value = fc.letrec(tie => ({
    value: fc.oneof(words, fc.integer(), fc.array(tie('value')), fc.dictionary(words, tie('value'))),
  })).value;
  const sizes = fc.array(fc.integer({min: 1, max: 9}), {minLength: 1});
  await fc.assert(
    fc.asyncProperty(value, sizes, async (value, sizes) => {
      const json = JSON.stringify(value);
      t.deepEqual(await readJson(chunked(json, sizes), limits), thinned(json));
    }),
    {numRuns: 500},
  );
});

test('takes what is not JSON, or too much of it, for nothing', async t => {
  const read = (text: string, keptBytes = 100) => readJson(chunked(text, [7]), {...limits, keptBytes});
  for (const text of ['', '{', '"abc', 'null null', '{"a":"b\\"}', '\u0000']) {
    t.is(await read(text), undefined, text);
  }
  t.deepEqual(await read(JSON.stringify(Array(40).fill(1))), Array(40).fill(1));
  t.is(await read(JSON.stringify(Array(60).fill(1))), undefined);
});

test('refuses a body past its limit', async t => {
  const read = (limitBytes: number) => readJson(chunked('"abcdef"', [3]), {...limits, limitBytes});
  t.is(await read(8), 'abcdef');
  await t.throwsAsync(read(7), {name: 'ChatError', code: 'body_too_large'});
});

test('a body of short strings alone takes hardly longer than one of digits', async t => {
  const sizes = [65_536];
  const costOf = async (part: string) => {
    const json = `[${part.repeat(600_000 / part.length)}1]`;
    const begin = process.cpuUsage();
    const read = await readJson(chunked(json, sizes), {limitBytes: 1e6, stringBytes: 1e6, keptBytes: 1e6});
    const {user, system} = process.cpuUsage(begin);
    t.true(Array.isArray(read));
    return user + system;
  };
  const ratios: number[] = [];
  for (let round = 0; round < 5; round++) ratios.push((await costOf('"",')) / (await costOf('1,')));
  const [, , median = Number.POSITIVE_INFINITY] = ratios.sort((a, b) => a - b);
  t.log(`${median.toFixed(1)} times`);
  t.true(median < 6);
});

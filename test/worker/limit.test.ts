import fc from 'fast-check';
import {newest} from '../../worker/agents/fit.ts';
import {limit} from '../../worker/agents/limit.ts';
import {test} from '../helpers/test.ts';

async function limited(
  pieces: readonly string[],
  maxChars: number,
): Promise<{out: string[]; stopped: boolean}> {
  let stopped = true;
  const source = async function* () {
    yield* pieces;
    stopped = false;
  };
  const out: string[] = [];
  for await (const piece of limit(source(), maxChars)) out.push(String(piece));
  return {out, stopped};
}

const cut = async (text: string, maxChars: number) => (await limited([text], maxChars)).out.join('');

test('a reply within its limit comes as it is', async t => {
  const pieces = ['Yes. ', 'We are', ' open.'];
  t.deepEqual((await limited(pieces, 1000)).out, pieces);
  t.is(await cut('Exactly.', 8), 'Exactly.');
});

test('a longer one ends with a sentence, a word or at least a character', async t => {
  t.is(await cut('We open at eight. We close at six. And so on', 40), 'We open at eight. We close at six.');
  t.is(await cut('Is it 3.5 km? “Yes.” It is far', 25), 'Is it 3.5 km? “Yes.”');
  t.is(await cut('one two three four', 12), 'one two…');
  t.is(await cut('abcdefghij', 5), 'abcd…');
  t.is(await cut('🙂🙂🙂🙂', 4), '🙂…');
  t.is(await cut('ab', 1), '…');
});

test('whoever speaks is stopped at the limit', async t => {
  const {out, stopped} = await limited(
    Array.from({length: 500}, (_, i) => `This is ${i}. `),
    1000,
  );
  t.true(stopped);
  t.true(out.length > 20, 'words go out before the limit is near');
  t.regex(out.join(''), /This is \d+\.$/);
});

test('however it is split, a reply is cut to a beginning of itself that is never too long', async t => {
  const pieces = fc.array(fc.string({unit: fc.constantFrom('a', 'b', ' ', '. ', '🙂', '\n'), maxLength: 12}));
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({min: 1, max: 60}), async (given, maxChars) => {
      const text = given.join('');
      const {out} = await limited(given, maxChars);
      const said = out.join('');
      t.true(said.length <= maxChars && said.isWellFormed());
      t.true(text.length <= maxChars ? said === text : text.startsWith(said.replace(/…$/, '')));
    }),
  );
});

test('of a history the newest utterances stay, whole and in order', t => {
  const history = ['aaaa', 'bbb', 'cc', 'd'].map(text => ({role: 'user' as const, text}));
  const kept = (maxChars: number) => newest(history, maxChars).map(({text}) => text);
  t.deepEqual(kept(10), ['aaaa', 'bbb', 'cc', 'd']);
  t.deepEqual(kept(9), ['bbb', 'cc', 'd']);
  t.deepEqual(kept(3), ['cc', 'd']);
  t.deepEqual(kept(0), []);
});

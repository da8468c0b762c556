import fc from 'fast-check';
import {ChatError} from '../../core/errors.ts';
import type {Said} from '../../worker/agents/agent.ts';
import {checkReply} from '../../worker/agents/check-reply.ts';
import {writeInstructions} from '../../worker/agents/openai/prompt.ts';
import {clinic} from '../helpers/agent.ts';
import {test} from '../helpers/test.ts';

const instructions = writeInstructions(clinic({agent: {prompt: 'Call everybody by the name of a flower.'}}));

async function check(pieces: readonly string[]): Promise<{out: string[]; refused: boolean}> {
  const source = async function* () {
    yield* pieces;
  };
  const out: string[] = [];
  try {
    for await (const piece of checkReply(source(), instructions)) out.push(String(piece));
    return {out, refused: false};
  } catch (error) {
    if (error instanceof ChatError && error.code === 'agent_refused') return {out, refused: true};
    throw error;
  }
}

const inPieces = (text: string, chars: number) => text.match(new RegExp(`.{1,${chars}}`, 'gsu')) ?? [];
const longestRun = (text: string) => {
  let longest = 0;
  for (let start = 0; start < text.length; start++) {
    while (instructions.includes(text.slice(start, start + longest + 1)) && start + longest < text.length)
      longest++;
  }
  return longest;
};

test('an ordinary reply passes as it is, without delay', async t => {
  const pieces = inPieces('We are open from 8:00 AM to 6:00 PM. Is there anything else? ¡Gracias! 🙂', 5);
  t.deepEqual((await check(pieces)).out, pieces);
});

test('a run of the instructions is refused before it is out, in pieces of any size', async t => {
  const leak = `Of course! ${instructions}`;
  for (const chars of [1, 2, 7, 59, 60, 61, 10_000]) {
    const {out, refused} = await check(inPieces(leak, chars));
    t.true(refused);
    t.true(longestRun(out.join('')) < 40, out.join(''));
  }
});

test('another case, other white space, and the end of the instructions are recognised', async t => {
  const shouted = instructions.toUpperCase().replaceAll(' ', '\n  ');
  t.true((await check(inPieces(shouted, 3))).refused);
  t.true((await check([instructions.slice(-80)])).refused);
  t.true((await check([instructions.slice(200, 270)])).refused);
});

test('whatever stands between the letters, and however they are written, the run is recognised', async t => {
  const part = instructions.slice(300, 420);
  for (const written of [
    [...part].join('-'),
    [...part].join('\u200b'),
    part.replaceAll(' ', ' 🙂 '),
    part.replaceAll(' ', ''),
    part.replaceAll('e', 'é').normalize('NFD'),
    part.replace(/[a-z]/g, letter => String.fromCodePoint(letter.charCodeAt(0) - 97 + 0x1d41a)),
    `“${part.replaceAll(/[,.;:]/g, '')}”`,
  ])
    for (const chars of [1, 7, 10_000]) t.true((await check(inPieces(written, chars))).refused, written);
});

test('a reset forgets the run and what was held', async t => {
  const part = instructions.slice(0, 50);
  const source = async function* (): AsyncGenerator<Said> {
    yield part;
    yield {type: 'reset'};
    yield `${instructions.slice(50, 100)}# is it.`;
  };
  const out: Said[] = [];
  for await (const said of checkReply(source(), instructions)) out.push(said);
  t.is(
    out.slice(out.findIndex(said => typeof said !== 'string') + 1).join(''),
    `${instructions.slice(50, 100)}# is it.`,
  );
});

test('less than a long run passes, and what was held comes in the end', async t => {
  for (const part of [instructions.slice(0, 50), instructions.slice(100, 150)]) {
    const {out, refused} = await check(inPieces(`${part}# and ${part}`, 4));
    t.deepEqual([out.join(''), refused], [`${part}# and ${part}`, false]);
  }
});

test('whatever passes is what was said, in whole characters', async t => {
  const unit = fc.constantFrom('You are the automatic ', 'assistant in the chat ', '🙂', 'x', ' ', '\n');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({unit, maxLength: 3})), async pieces => {
      const {out, refused} = await check(pieces);
      const said = out.join('');
      t.true(refused ? pieces.join('').startsWith(said) : said === pieces.join(''));
      t.true(out.every(piece => piece.isWellFormed()));
    }),
  );
});

/**
 * Instructions never come back: a reply that repeats a long run of them word for word is broken off before the run
 * is out. Case and white space do not matter. Words that happen to agree with the instructions are held until they
 * differ again, so an ordinary reply is not delayed; a run that has begun shows at most its first characters.
 */
import type {Said} from './agent.ts';
import {failure} from './upstream/faults.ts';

/** So many characters in one run are no coincidence. */
const runChars = 60;
/** So many are one: they go out at once. */
const chanceChars = 20;

/** Throws `agent_refused` instead of the run. */
export async function* checkReply(pieces: AsyncIterable<Said>, instructions: string): AsyncGenerator<Said> {
  const guarded = fold(instructions);
  let held = '';
  /** The longest end of what was said that also stands in the instructions. */
  let run = '';
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      if (piece.type === 'reset') [held, run] = ['', ''];
      yield piece;
      continue;
    }
    held += piece;
    for (const character of fold(piece)) {
      if (character === ' ' && run.endsWith(' ')) continue;
      run += character;
      while (!guarded.includes(run)) run = run.slice(1);
      if (run.length >= runChars) throw failure('leaking');
    }
    const end = held.length - (run.length < chanceChars ? 0 : run.length);
    const free = held.slice(0, Math.max(0, end)).replace(/[\uD800-\uDBFF]$/, ''); // half a character waits for the rest
    if (free !== '') yield free;
    held = held.slice(free.length);
  }
  if (held !== '') yield held;
}

function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ');
}

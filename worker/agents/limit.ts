/**
 * A reply is never longer than its limit: it ends with the last sentence before it, or with a whole word and an
 * ellipsis, and whoever speaks is stopped. Words go out as they come until the limit is near; from there on they
 * are held until it is known where the reply ends.
 */
import type {Agent, Said} from './agent.ts';
import {wholeSentences} from './sentences.ts';

/** Where the end is looked for, in characters before the limit. */
const tailChars = 500;

/** At most `maxChars` UTF-16 units; the source is returned as soon as it says more. */
export async function* limit(pieces: AsyncIterable<Said>, maxChars: number): AsyncGenerator<Said> {
  const freeChars = maxChars - Math.min(tailChars, Math.ceil(maxChars / 2));
  let sentChars = 0;
  let held = '';
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      if (piece.type === 'reset') [sentChars, held] = [0, ''];
      yield piece;
      continue;
    }
    held += piece;
    if (sentChars + held.length > maxChars) {
      yield shorten(held, maxChars - sentChars);
      return;
    }
    if (sentChars + held.length <= freeChars) {
      yield held;
      sentChars += held.length;
      held = '';
    }
  }
  if (held !== '') yield held;
}

/** The same agent with bounded replies. */
export function limited(agent: Agent, maxChars: number): Agent {
  return {...agent, reply: question => limit(agent.reply(question), maxChars)};
}

/** The text up to its last sentence end within `maxChars`; without one, up to a word end, with an ellipsis. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const sentences = wholeSentences(text, maxChars);
  if (sentences !== '') return sentences;
  const words = /^.*\S(?=\s)/su.exec(text.slice(0, maxChars));
  return `${words?.[0] ?? text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What fits into what an upstream can be told at once, in characters or in the tokens of its model. */
import type {Utterance} from '../../core/queue/transcript.ts';

/** How much of something there is; a limit is in the same measure. */
export type Measure = (text: string) => number;

export const characters: Measure = text => text.length;

/**
 * At least what any tokenizer in use makes of it: three bytes a token, which is rather too many for English, and about
 * right for other scripts. And what the wrapping of a message costs.
 */
export const tokens: Measure = text => Math.ceil(Buffer.byteLength(text) / 3) + 4;

/** The newest utterances that fit together, whole and in order. */
export function newest(history: readonly Utterance[], most: number, measure = characters): Utterance[] {
  let used = 0;
  const tooOld = history.findLastIndex(({text}) => {
    used += measure(text);
    return used > most;
  });
  return history.slice(tooOld + 1);
}

/** As much of the end of a text as fits, from a whole line or word on. */
export function newestWords(text: string, most: number, measure = characters): string {
  if (measure(text) <= most) return text;
  let kept = text;
  while (kept !== '' && measure(`… ${kept}`) > most) {
    const over = measure(`… ${kept}`) / Math.max(1, most);
    kept = kept.slice(Math.max(1, Math.floor(kept.length * (1 - 1 / over)))).replace(/^\S*\s+/, '');
  }
  return `… ${kept}`;
}

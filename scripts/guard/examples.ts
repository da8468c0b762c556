/** Messages as the learner sees them, read exactly as the guard reads what visitors write. */
import {createClues, gatherClues} from '../../core/guard/clues.ts';
import {loadLexicon} from '../../core/guard/lexicon.ts';
import {createWords, readWords} from '../../core/guard/read-words.ts';
import {eachStretch} from '../../core/guard/stretches.ts';
import {type Example, type Stretch, toStretch} from './learn.ts';

export const lexicon = loadLexicon();
const words = createWords();
const clues = createClues();

export function toExample({text, alarm}: {text: string; alarm: boolean}, weight = 1): Example {
  readWords(text, lexicon, words);
  const stretches: Stretch[] = [];
  eachStretch(words, (from, to) => {
    gatherClues(words, from, to, clues);
    stretches.push(toStretch(clues));
  });
  return {stretches, alarm, weight};
}

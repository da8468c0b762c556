/**
 * The words that a misspelled one may mean: one letter added, left out, changed or swapped with its neighbour, in long
 * words two. Words meet where each has one letter left out; so nobody has to be compared with everybody.
 */

export type Near = (word: string) => readonly string[];

/** Shorter words are too close to each other. */
const oneEditFrom = 5;
const twoEditsFrom = 9;
/** With two errors, the first letters at least are right. */
const startLength = 3;

export function nearWords(vocabulary: Iterable<string>): Near {
  const byGap = new Map<string, string[]>();
  const byStart = new Map<string, string[]>();
  for (const word of vocabulary) {
    if (word.length < oneEditFrom) continue;
    for (const gap of gapsOf(word)) add(byGap, gap, word);
    if (word.length >= twoEditsFrom) add(byStart, word.slice(0, startLength), word);
  }
  return word => {
    if (word.length < oneEditFrom - 1) return [];
    const close = new Set<string>();
    for (const gap of gapsOf(word)) {
      for (const other of byGap.get(gap) ?? []) if (distance(word, other) <= 1) close.add(other);
    }
    if (close.size > 0 || word.length < twoEditsFrom - 1) return [...close];
    return (byStart.get(word.slice(0, startLength)) ?? []).filter(other => distance(word, other) <= 2);
  };
}

/** The word itself, and the word without each of its letters. */
function gapsOf(word: string): string[] {
  const gaps = [word];
  for (let i = 0; i < word.length; i++) gaps.push(word.slice(0, i) + word.slice(i + 1));
  return gaps;
}

/** Edits from one word to the other; what is more than 2 may be any number above. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let older: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (older[j - 2] ?? 0) + 1);
      row.push(edits);
      least = Math.min(least, edits);
    }
    if (least > 2) return 3;
    [older, last] = [last, row];
  }
  return last[b.length] ?? 3;
}

function add(lists: Map<string, string[]>, name: string, item: string): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

/** Names that are nearly ours: a setting that is misspelt would go unheard. */

/** `REDIS_ULR: is no setting; did you mean REDIS_URL?` for each; whatever is far from every name is somebody else's. */
export function nearNames(given: readonly string[], names: readonly string[]): string[] {
  const known = new Set(names);
  return given.flatMap(name => {
    if (known.has(name) || name.length < 6) return [];
    const near = names.find(one => distance(one, name.toUpperCase()) <= (one.length > 8 ? 2 : 1));
    return near === undefined ? [] : [`${name}: is no setting; did you mean ${near}?`];
  });
}

/** How many letters must be put in, left out, replaced, or exchanged with their neighbour; 3 for more. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let before: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 3) + 1 : 3;
      row.push(Math.min((last[j] ?? 3) + 1, (row[j - 1] ?? 3) + 1, (last[j - 1] ?? 3) + cost, swapped));
    }
    before = last;
    last = row;
  }
  return Math.min(3, last.at(-1) ?? 3);
}

import type {Terminal} from '../terminal.ts';

/** `count`: how many there are, where not all are shown. */
export type Table = {title: string; count: number; head: readonly string[]; rows: readonly string[][]};

/** Prints columns as wide as they need be; nothing where there is nothing. */
export function showTable(terminal: Terminal, {title, count, head, rows}: Table): void {
  if (count === 0) return;
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map(row => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd();
  terminal.print(`\n${title}${count > rows.length ? ` (${rows.length} of ${count})` : ''}`);
  for (const cells of [head, ...rows]) terminal.print(line(cells));
}

export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

export function whenOf(entryId: string): string {
  return new Date(Number.parseInt(entryId, 10)).toISOString();
}

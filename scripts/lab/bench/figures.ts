/** Figures of a run, and how they are shown: each one beside something known, where there is something. */

/** A line of the table. Cells are Markdown. */
export type Row = {
  what: string;
  ours: string;
  /** The same of what it is compared with. */
  beside?: string;
  /** What was promised, and whether it holds. */
  target?: Target;
};
export type Target = {promise: string; holds: boolean};

export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: Iterable<number>) => percentile(values, 0.5);

/** `p50 / p99` in ms. */
export function latency(values: Iterable<number>): string {
  return `${ms(percentile(values, 0.5))} / ${ms(percentile(values, 0.99))}`;
}

export const ms = (value: number) => value.toFixed(value < 1 ? 2 : 1);
export const count = (value: number) => Math.round(value).toLocaleString('en');
export const ratio = (value: number) => value.toFixed(2);
export const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

export function atMost(value: number, limit: number, unit: string): Target {
  return {promise: `≤ ${limit}${unit}`, holds: value <= limit};
}

export function atLeast(value: number, limit: number, unit: string): Target {
  return {promise: `≥ ${limit}${unit}`, holds: value >= limit};
}

export function table(rows: readonly Row[]): string {
  const lines = rows.map(({what, ours, beside, target}) => {
    const promise = target ? `${target.promise} ${target.holds ? '✓' : '✗'}` : '';
    return `| ${what} | ${ours} | ${beside ?? ''} | ${promise} |`;
  });
  return ['| what | PlainTalk | beside | promised |', '|---|---|---|---|', ...lines].join('\n');
}

import {percentile} from '../bench/figures.ts';
import type {Violation} from './violation.ts';

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** The first of each kind: one is enough to begin with. */
export function printViolations(violations: readonly Violation[]): void {
  for (const {invariant, message, session, detail} of violations.slice(0, 10)) {
    print(`${invariant} ${message ?? ''} ${session ?? ''}: ${detail}`);
  }
}

/** `p50 3 ms, p99 9 ms, max 12 ms`; the values are in milliseconds. */
export function spread(values: readonly number[]): string {
  const at = (share: number) => Math.round(percentile(values, share));
  return values.length === 0
    ? 'none'
    : `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${Math.round(Math.max(...values))} ms`;
}

/** At rest nothing is left over (I10), and every process is alive (I11). A run that did not record it proves nothing. */

import type {Rest} from './history.ts';
import type {Violation} from './violation.ts';

/** Used memory at rest may be this much more than at the start. */
const memoryGrowth = 1.05;
const loopMs = 15_000;

export function* checkRest(rests: readonly Rest[], lastingKeys: readonly string[]): Generator<Violation> {
  if (rests.length === 0) yield {invariant: 'I10', detail: 'the state at rest is not known'};
  for (const rest of rests) {
    for (const detail of remains(rest, lastingKeys)) yield {invariant: 'I10', detail};
    if (rest.loops.length === 0) yield {invariant: 'I11', detail: 'no process is known'};
    for (const {process, turnedAgoMs} of rest.loops) {
      if (turnedAgoMs <= loopMs) continue;
      yield {invariant: 'I11', detail: `the loop of ${process} has not turned for ${turnedAgoMs} ms`};
    }
  }
}

/** Dead letters stay on purpose. */
function* remains(rest: Rest, lastingKeys: readonly string[]): Generator<string> {
  for (const place of ['stream', 'pending', 'open', 'delayed', 'turnsKeys'] as const) {
    if (rest[place] !== 0) yield `${place}: ${rest[place]} left`;
  }
  for (const key of rest.keysWithoutTtl) {
    if (!lastingKeys.includes(key)) yield `${key} would stay for good`;
  }
  const {usedMemoryBytes: used, startMemoryBytes: start} = rest;
  if (used !== undefined && start !== undefined && used > start * memoryGrowth) {
    yield `${used} bytes are used, ${start} were at the start`;
  }
}

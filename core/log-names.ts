/**
 * What a message is called in the log. Whoever has its id may read it, so that is not printed anywhere: a short keyed
 * digest is, the same in every process and the same for as long as the keys are.
 */
import type {Sealer} from './seal.ts';

export type NameOf = (id: string) => string;

const length = 12;
const mark = 'm:';

/** By the first data key. */
export function logNames(sealer: Sealer): NameOf {
  return id => `${mark}${digestsOf(sealer, id)[0]}`;
}

/** Is this what the message is called in the log, by any of the keys? */
export function isLogName(sealer: Sealer, name: string, id: string): boolean {
  return name.startsWith(mark) && digestsOf(sealer, id).includes(name.slice(mark.length));
}

function digestsOf(sealer: Sealer, id: string): string[] {
  return sealer.digests(`log ${id}`).map(digest => digest.slice(0, length));
}

import {randomFillSync} from 'node:crypto';

/** Chance for 256 ids at a time: asking the system for each costs as much as the rest of a send. */
const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** 128 random bits in 22 characters of `A-Z a-z 0-9 _ -`: nobody can guess one. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.toString('base64url', used - 16, used);
}

import {randomBytes} from 'node:crypto';

/** 128 random bits in 22 characters of `A-Z a-z 0-9 _ -`: nobody can guess one. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

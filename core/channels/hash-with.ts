import {createHmac} from 'node:crypto';

/**
 * Hashes what a provider calls people: 22 characters of `A-Z a-z 0-9 _ -`. The same person has another name at
 * another account, and after a change of the secret. Nobody can tell a phone number from one, not even by trying all
 * there are.
 */
export function hashWith(secret: string, account: string): (identity: string) => string {
  return identity =>
    createHmac('sha256', secret).update(`chat\n${account}\n${identity}`).digest('base64url').slice(0, 22);
}

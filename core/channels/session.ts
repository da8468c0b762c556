/**
 * Names of conversations on a channel: which of our own ends, and a keyed hash of the chat. Nobody can tell a
 * phone number from one, not even by trying all there are.
 */
import {createHmac} from 'node:crypto';

export function sessionOf(account: string, chat: string): string {
  return `${encodeURIComponent(account)}:${chat}`;
}

export function accountOf(session: string): string {
  return decodeURIComponent(session.slice(0, session.indexOf(':')));
}

/**
 * Hashes what a provider calls people: 22 characters of `A-Z a-z 0-9 _ -`. The same person has another name at
 * another account, and after a change of the secret.
 */
export function hashWith(secret: string, account: string): (identity: string) => string {
  return identity =>
    createHmac('sha256', secret).update(`chat\n${account}\n${identity}`).digest('base64url').slice(0, 22);
}

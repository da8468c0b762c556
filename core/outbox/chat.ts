/** Names of conversations on a channel: which of our own ends, and a name of the chat that tells nobody who it is. */

export function sessionOf(account: string, chat: string): string {
  return `${encodeURIComponent(account)}:${chat}`;
}

export function accountOf(session: string): string {
  return decodeURIComponent(session.slice(0, session.indexOf(':')));
}

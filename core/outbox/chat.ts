/** Names of conversations on a channel: which of our own ends, and a name of the chat that tells nobody who it is. */

export function sessionOf(account: string, chat: string): string {
  return `${encodeURIComponent(account)}:${chat}`;
}

/** What must not wait behind the chat's other deliveries is a group of its own. */
export function aheadOf(session: string): string {
  return `${session}~ahead`;
}

export function accountOf(session: string): string {
  return decodeURIComponent(session.slice(0, session.indexOf(':')));
}

/** Names of conversations on a channel: which of our own ends, and a name of the chat that tells nobody who it is. */

export function sessionOf(account: string, chat: string): string {
  return `${encodeURIComponent(account)}:${chat}`;
}

/** What leaves beside a chat's replies, and neither waits for them nor holds them up; each is a group of its own. */
export const sides = ['ahead', 'later'] as const;
export type Side = (typeof sides)[number];

export function besideOf(session: string, side: Side): string {
  return `${session}~${side}`;
}

/** The chat of a group of deliveries, whichever side they leave on. */
export function chatOf(session: string): string {
  return session.replace(/~\w+$/, '');
}

export function accountOf(session: string): string {
  return decodeURIComponent(session.slice(0, session.indexOf(':')));
}

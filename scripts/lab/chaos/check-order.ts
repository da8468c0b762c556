/**
 * The turns of a session are taken in the order of acceptance, one at a time (I4).
 *
 * When a message was accepted is seen from outside only: not before the first call that may have sent it, not
 * after the first 202 for it. So `a` was surely accepted before `b` when a's 202 had come before b was sent, by
 * the clock of the clients; and then b must not begin before a has ended, by the ids of their events, whose clock
 * is that of Redis. A client that waits for each outcome, and sends again after an unknown one, puts all that it
 * sends into such an order.
 *
 * What remains open: messages in flight at once, of several clients or of one that gave up on an unknown outcome,
 * have no order, and what was accepted without any 202 comes before nothing. Two result streams number their
 * events on their own, so within one millisecond they do not compare, and that passes. A message that has not
 * ended is left to I1.
 */

import {type Dossier, groupBy} from './check-evidence.ts';
import {msOf, type Stream} from './check-stream.ts';
import type {Violation} from './violation.ts';

/**
 * When a message was sent and told to be accepted, by the clients' clock (`Infinity`: nobody was told), and when
 * it began and ended, by that of Redis.
 */
export type Turn = {
  message: string;
  session: string;
  sentMs: number;
  acceptedMs: number;
  beganMs: number;
  endedMs: number;
};

export function turnOf({id: message, owners}: Dossier, {events, endAt}: Stream): Turn[] {
  const [owner] = owners;
  const end = events[endAt];
  const possible = owner?.calls.filter(({outcome}) => outcome?.op !== 'fail') ?? [];
  if (!owner || !end || possible.length === 0) return []; // the last is I2
  const acceptances = owner.calls.flatMap(({outcome}) =>
    outcome?.op === 'ok' && outcome.message === message ? [outcome.atMs] : [],
  );
  const begin = events.find(event => event.type === 'processing') ?? end;
  return [
    {
      message,
      session: owner.session,
      sentMs: Math.min(...possible.map(({invoke}) => invoke.atMs)),
      acceptedMs: Math.min(...acceptances),
      beganMs: msOf(begin.id),
      endedMs: msOf(end.id),
    },
  ];
}

export function* checkOrder(turns: readonly Turn[]): Generator<Violation> {
  for (const [session, ofSession] of groupBy(turns, turn => turn.session)) {
    const told = ofSession.filter(({acceptedMs}) => acceptedMs < Infinity);
    const accepted = told.sort((a, b) => a.acceptedMs - b.acceptedMs);
    let next = 0;
    let latest: Turn | undefined;
    for (const turn of ofSession.toSorted((a, b) => a.sentMs - b.sentMs)) {
      for (let a = accepted[next]; a && a.acceptedMs < turn.sentMs; a = accepted[++next]) {
        if (!latest || a.endedMs > latest.endedMs) latest = a;
      }
      if (!latest || turn.beganMs >= latest.endedMs) continue;
      const detail = `began ${latest.endedMs - turn.beganMs} ms before ${latest.message} ended, which was accepted first`;
      yield {invariant: 'I4', message: turn.message, session, detail};
    }
  }
}

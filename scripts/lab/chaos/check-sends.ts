/**
 * A request comes to one message or none, whatever was lost on the way (I5), and no message comes from nowhere
 * (I2). A message that no client was told of needs a request of unknown outcome, and each such request excuses
 * one.
 */

import {
  answersOf,
  type Dossier,
  type Evidence,
  groupBy,
  isUnknown,
  keyOf,
  type Request,
  replyOf,
} from './check-evidence.ts';
import type {Violation} from './violation.ts';

export function* checkSends({requests, messages}: Evidence): Generator<Violation> {
  const byKey = groupBy(requests, keyOf);
  for (const bodies of byKey.values()) yield* checkKey(bodies);
  yield* checkOrigins(messages.values(), requests);
}

/** All requests under one key. */
function* checkKey(bodies: readonly Request[]): Generator<Violation> {
  const {session = ''} = bodies[0] ?? {};
  const broken = (detail: string): Violation => ({invariant: 'I5', session, detail});
  const ids = new Set(bodies.flatMap(({ids}) => [...ids]));
  if (ids.size > 1) yield broken(`one key came to ${ids.size} messages: ${[...ids].join(', ')}`);
  const accepted = bodies.filter(body => acceptedCalls(body).length > 0);
  if (accepted.length > 1) yield broken(`one key was accepted with ${accepted.length} bodies`);
  for (const body of bodies) {
    const conflicts = body.calls.some(({outcome}) => outcome?.status === 422);
    if (conflicts && bodies.length === 1) yield broken('a key was refused as used before with another body');
    if (conflicts && accepted.includes(body)) yield broken('a body was both accepted and refused as another');
    if (acceptedCalls(body).some(outcome => outcome.session !== session)) {
      yield {invariant: 'I3', session, detail: 'a send was accepted into another session'};
    }
  }
}

function* checkOrigins(dossiers: Iterable<Dossier>, requests: readonly Request[]): Generator<Violation> {
  const unexplained: Dossier[] = [];
  for (const dossier of dossiers) {
    const {id: message, owners, accepted} = dossier;
    if (new Set([...owners].map(keyOf)).size > 1) {
      yield {invariant: 'I5', message, detail: 'one message was given to several keys'};
    }
    if (accepted || !leftTraces(dossier)) continue;
    const [owner] = owners;
    if (owner && acceptedCalls(owner).length === 0 && !isUnknown(owner)) {
      yield {
        invariant: 'I2',
        message,
        session: owner.session,
        detail: 'answered, though its send was refused',
      };
    } else if (!owner && replyOf(dossier) !== undefined) {
      yield {invariant: 'I2', message, detail: 'replies to words that nobody sent'};
    } else if (!owner) {
      unexplained.push(dossier);
    }
  }
  const excuses = requests.filter(request => request.ids.size === 0 && isUnknown(request));
  const bySession = groupBy(excuses, ({session}) => session);
  for (const dossier of unexplained) {
    const session = sessionOf(dossier);
    if (bySession.get(session)?.pop() === undefined) {
      yield {invariant: 'I2', message: dossier.id, session, detail: 'nobody sent it'};
    }
  }
}

function acceptedCalls({calls}: Request) {
  return calls.flatMap(({outcome}) => (outcome?.op === 'ok' ? [outcome] : []));
}

function leftTraces({reads, runs}: Dossier): boolean {
  return runs.length > 0 || answersOf(reads).length > 0;
}

function sessionOf({reads, runs}: Dossier): string {
  return answersOf(reads)[0]?.session ?? runs[0]?.session ?? '';
}

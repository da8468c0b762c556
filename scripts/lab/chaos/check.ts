/**
 * The judge of a run: pure, in time that grows with the length of the history. It believes nothing that the
 * system says of itself but what a client could see, and takes missing evidence for a violation.
 *
 * I1 each 202 gets exactly one terminal event, in time · I2 nothing ends that nobody sent · I3 no session hears
 * another's words · I4 a session's turns in order · I5 a key means one message · I6 cursors skip and repeat
 * nothing · I7 an ending is for good · I8 attempts follow each other · I10 nothing is left at rest · I11 every
 * process is alive. (I9 is about WhatsApp.)
 */
import {keys} from '../../../core/keys.ts';
import {checkAnswers} from './check-answers.ts';
import {type Evidence, gatherEvidence} from './check-evidence.ts';
import {checkOrder, type Turn, turnOf} from './check-order.ts';
import {checkRest} from './check-rest.ts';
import {checkSends} from './check-sends.ts';
import {checkStream, mergeStream} from './check-stream.ts';
import type {Line} from './history.ts';
import type {Violation} from './violation.ts';

export type CheckOptions = {
  /** From the first event of a message to its end, in milliseconds. */
  deadlineMs?: number;
  /** Keys that may live without an expiry. */
  lastingKeys?: readonly string[];
};

/** Those of the pipeline: what they hold has an end of its own; and what is counted. */
const lasting = [
  ...[keys.stream, keys.open, keys.delayed, keys.dead, keys.wake],
  ...[
    keys.widgetStats,
    keys.counts,
    keys.alarmsHeard,
    keys.alarms,
    ...['alarms', 'desk', 'handoffs'].map(keys.crowds),
    keys.audit,
    keys.auditOfVisitors,
  ],
  // Members leave with their conversations.
  ...[keys.recent, keys.needing, keys.withPerson, keys.unattended, keys.onPhone],
];

export function check(history: Iterable<Line>, options: CheckOptions = {}): Violation[] {
  return [...violations(gatherEvidence(history), options)];
}

function* violations(evidence: Evidence, options: CheckOptions): Generator<Violation> {
  const {deadlineMs = 120_000, lastingKeys = lasting} = options;
  yield* checkSends(evidence);
  const turns: Turn[] = [];
  for (const dossier of evidence.messages.values()) {
    const stream = yield* mergeStream(dossier);
    yield* checkStream(dossier, stream, deadlineMs);
    yield* checkAnswers(dossier, stream);
    turns.push(...turnOf(dossier, stream));
  }
  yield* checkOrder(turns);
  yield* checkRest(evidence.rests, lastingKeys);
}

/**
 * How often each path was taken: `count` lines by their name, faults as `fault.<name>`, and what the history shows
 * by itself: `send.ok`, `send.fail`, `send.info`, `resend`, `conflict`, `retry` (a run after the first), `reset`,
 * `failed`, `poll.unanswered`.
 */
export function sometimes(history: Iterable<Line>): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (name: string, value = 1) => {
    counts[name] = (counts[name] ?? 0) + value;
  };
  const sent = new Set<string>();
  for (const line of history) {
    if (line.kind === 'count') count(line.name, line.value);
    if (line.kind === 'fault') count(`fault.${line.fault}`);
    if (line.kind === 'run' && line.phase === 'begin' && line.attempt > 1) count('retry');
    if (line.kind === 'poll' && line.status !== 200) count('poll.unanswered');
    if (line.kind === 'final' && line.answer?.state === 'failed') count('failed');
    if (line.kind === 'final' && line.answer?.events.some(({type}) => type === 'reset')) count('reset');
    if (line.kind !== 'send') continue;
    if (line.op !== 'invoke') {
      count(line.status === 422 ? 'conflict' : `send.${line.op}`);
      continue;
    }
    const request = JSON.stringify([line.session, line.key, line.body]);
    if (sent.has(request)) count('resend');
    sent.add(request);
  }
  return counts;
}

/** The names of paths that were never taken, though a run that proves anything takes them. */
export function missing(counts: Readonly<Record<string, number>>, required: readonly string[]): string[] {
  return required.filter(name => !counts[name]);
}

/** What answers a turn. Every agent keeps the same contract, whatever stands behind it. */
import type {Clinic} from '../../core/clinics/clinic.ts';
import type {Utterance} from '../../core/queue/transcript.ts';

/** What the clinic's safety guard has said to the visitor at once, before the agent was asked. */
export type GuardWords = {kind: 'emergency' | 'urgent'; text: string; phone: string};

export type Question = {
  text: string;
  /** Which message this is, and which attempt at it, from 1: for an agent that keeps a record of its own. */
  message: string;
  session: string;
  /** Where it was written; a session's name means something within it only. */
  channel: string;
  attempt: number;
  clinic: Clinic;
  /** What was said before in this session, bounded; without the question itself. */
  history: readonly Utterance[];
  /** From the visitor's page, at most 2 KiB; never to be trusted. */
  metadata: Readonly<Record<string, unknown>>;
  /** The visitor has read this already; the reply follows it. */
  guard?: GuardWords | undefined;
  /** Its `traceparent`, for whoever is the operator's own; absent: it is not traced. */
  trace?: string | undefined;
  /** When the first of those who could answer was asked, on the monotonic clock: their time is one. */
  began?: number;
  /** Aborted when the claim was lost, the time is up or the visitor cancelled: stop at once. */
  signal: AbortSignal;
};

/**
 * What an agent says, in the order in which it is meant. A string is words: those since the last `reset`, joined, are
 * the reply.
 */
export type Said =
  | string
  /** All words so far are taken back, and choices and handoff with them: the reply begins anew. */
  | {type: 'reset'}
  /** No words yet, and still at work. */
  | {type: 'writing'}
  /** Short texts that a tap sends as the visitor's next message; the last ones count. */
  | {type: 'choices'; choices: readonly string[]}
  /** A person must take over when this reply has ended; the reason has at most `maxReasonChars`. */
  | {type: 'handoff'; reason: string}
  /** In which language it answers, BCP 47. */
  | {type: 'language'; locale: string}
  /** Who answers from here on; said by whoever asks several. */
  | {type: 'by'; agent: string}
  /** What the reply has cost. */
  | {type: 'tokens'; input: number; output: number};

export const maxChoices = 6;
export const maxChoiceChars = 80;
export const maxReasonChars = 200;

export type Agent = {
  readonly name: string;
  /**
   * The reply as it comes. When it ends, the reply is whole. Otherwise it throws: what the signal says, or a
   * `ChatError`, whose `retry` says whether the question is to be asked again and whose `words` the visitor reads
   * when it is not.
   */
  reply(question: Question): AsyncIterable<Said>;
  /** Lets go of connections, at shutdown. */
  close?(): Promise<void>;
};

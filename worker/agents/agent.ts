/** What answers a turn. Every agent keeps the same contract, whatever stands behind it. */
import type {Clinic} from '../../core/clinics/clinic.ts';
import type {Utterance} from '../../core/sessions/transcript.ts';

/** What an agent has to say beside its words; each fact comes with whatever is known of it at the time. */
export type Fact = {
  /** Who answers, once the first word is there. */
  agent?: string;
  /** What the reply has cost. */
  tokens?: {input: number; output: number};
  /** In which language it answers, BCP 47. */
  locale?: string;
  /** What the visitor may say next; a tap says it. */
  choices?: readonly string[];
  /** A person must take over when this reply has ended. */
  handoff?: {reason: string};
};

export type Question = {
  text: string;
  /** Which message this is, and which attempt at it, from 1: for an agent that keeps a record of its own. */
  message: string;
  session: string;
  attempt: number;
  clinic: Clinic;
  /** What was said before in this session, bounded; without the question itself. */
  history: readonly Utterance[];
  /** From the visitor's page, at most 2 KiB; never to be trusted. */
  metadata: Readonly<Record<string, unknown>>;
  /** Aborted when the claim was lost, the time is up or the visitor cancelled: stop at once. */
  signal: AbortSignal;
  /** Called at any time before the pieces end; not at all after the signal. */
  report?: (fact: Fact) => void;
};

export type Agent = {
  readonly name: string;
  /** The reply in pieces, as they come; joined they are the reply. Throws a `ChatError`, or what the signal says. */
  reply(question: Question): AsyncIterable<string>;
  /** Lets go of connections, at shutdown. */
  close?(): Promise<void>;
};

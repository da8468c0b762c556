/**
 * What happened in a run, one JSON object a line. Every process appends to a file of its own; `atMs` comes from
 * the clock of the machine since boot, so lines of all processes compare, however a file was put together.
 * Within one file the lines stand in the order in which they were written.
 */
import {appendFileSync, closeSync, openSync, readSync} from 'node:fs';
import {z} from 'zod';
import {MessageEvent, MessageStatus, type PollAnswer} from '../../../core/wire/message.ts';

const stamp = {atMs: z.number()};

/** A client is about to send; `call` names this request, and `body` is a digest of all that it carries. */
export const Invoke = z.object({
  ...stamp,
  kind: z.literal('send'),
  op: z.literal('invoke'),
  call: z.string(),
  client: z.string(),
  session: z.string(),
  /** The idempotency key. Whoever sends again under it writes a further `invoke`. */
  key: z.string(),
  /** Unique per session, but for resends. */
  text: z.string(),
  body: z.string(),
});
export type Invoke = z.infer<typeof Invoke>;

/**
 * What came of it. `ok`: 202. `fail`: a definite refusal (4xx, 503 `overloaded`), nothing has happened.
 * `info`: unknown (timeout, reset, any other 5xx), it may have happened once, and may still happen.
 * A call without an outcome counts as `info`.
 */
export const Outcome = z.discriminatedUnion('op', [
  z.object({
    ...stamp,
    kind: z.literal('send'),
    op: z.literal('ok'),
    call: z.string(),
    status: z.int(),
    message: z.string(),
    session: z.string(),
  }),
  z.object({
    ...stamp,
    kind: z.literal('send'),
    op: z.enum(['fail', 'info']),
    call: z.string(),
    /** HTTP status; absent when there was no answer. */
    status: z.int().exactOptional(),
  }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** An event of a result stream, without its time. `text` is the visitor's: pieces, the reply, or the error's words. */
export const Event = z.object({
  id: z.string(),
  type: z.enum(MessageEvent.options.map(({shape}) => shape.type.value)),
  text: z.string().exactOptional(),
  attempt: z.int().exactOptional(),
  code: z.string().exactOptional(),
});
export type Event = z.infer<typeof Event>;

/** The body of a poll's 200, as it came: also `message` and `session` are those of the body. */
export const Answer = z.object({
  message: z.string(),
  session: z.string(),
  state: MessageStatus,
  events: z.array(Event),
  cursor: z.string(),
  text: z.string().nullable(),
});
export type Answer = z.infer<typeof Answer>;

/** What came of one poll for `message`. One client polls a message by one request at a time. */
export const Poll = z.object({
  ...stamp,
  kind: z.literal('poll'),
  client: z.string(),
  message: z.string(),
  after: z.string().exactOptional(),
  /** HTTP status; 0 when there was no answer. */
  status: z.int(),
  /** With 200. */
  answer: Answer.exactOptional(),
});
export type Poll = z.infer<typeof Poll>;

/** The agent began to answer, came to the end, or was told to stop. A killed worker leaves only the `begin`. */
export const Run = z.object({
  ...stamp,
  kind: z.literal('run'),
  message: z.string(),
  session: z.string(),
  attempt: z.int(),
  worker: z.string(),
  phase: z.enum(['begin', 'end', 'aborted']),
});
export type Run = z.infer<typeof Run>;

/**
 * How a message stands after all has come to rest, from a poll without a cursor; once for each id that appeared
 * in an answer or a run. Without `answer`: 404.
 */
export const Final = z.object({
  ...stamp,
  kind: z.literal('final'),
  message: z.string(),
  answer: Answer.exactOptional(),
});
export type Final = z.infer<typeof Final>;

/** Redis and the processes after all has come to rest. */
export const Rest = z.object({
  ...stamp,
  kind: z.literal('rest'),
  /** Entries in the queue, and those of them that are claimed. */
  stream: z.int(),
  pending: z.int(),
  open: z.int(),
  delayed: z.int(),
  dead: z.int(),
  /** Lists of turns that still exist. */
  turnsKeys: z.int(),
  /** All keys without an expiry, also those that may be so. */
  keysWithoutTtl: z.array(z.string()),
  /** Compared where both are given. */
  usedMemoryBytes: z.number().exactOptional(),
  startMemoryBytes: z.number().exactOptional(),
  /** One for each process that should be alive. */
  loops: z.array(z.object({process: z.string(), turnedAgoMs: z.number()})),
});
export type Rest = z.infer<typeof Rest>;

/** Something was done to the system. */
export const Fault = z.object({
  ...stamp,
  kind: z.literal('fault'),
  fault: z.string(),
  target: z.string(),
  durationMs: z.number().exactOptional(),
});
export type Fault = z.infer<typeof Fault>;

/** A rare path was taken `value` times; lines of one name add up. */
export const Count = z.object({...stamp, kind: z.literal('count'), name: z.string(), value: z.number()});
export type Count = z.infer<typeof Count>;

export const Line = z.discriminatedUnion('kind', [
  z.discriminatedUnion('op', [Invoke, Outcome]),
  Poll,
  Run,
  Final,
  Rest,
  Fault,
  Count,
]);
export type Line = z.infer<typeof Line>;

type WithoutTime<L> = L extends Line ? Omit<L, 'atMs'> : never;

/** What the agent of a run answers: it names session and text, so that a crossing can be seen. */
export function replyTo(session: string, text: string): string {
  return `echo ${session} ${text}`;
}

export function answerOf(body: PollAnswer): Answer {
  const {message_id: message, session_id: session, status: state, cursor, text} = body;
  const events = body.events.map((event): Event => {
    if (event.type === 'error') return {id: event.id, type: 'error', text: event.message, code: event.code};
    const {id, type} = event;
    if (type === 'processing') return {id, type, attempt: event.attempt};
    return 'text' in event ? {id, type, text: event.text} : {id, type};
  });
  return {message, session, state, events, cursor, text};
}

/** Milliseconds since boot: the same clock in every process of the machine. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Appends to a history. What was not flushed is lost with the process: whoever may be killed flushes each line. */
export class HistoryWriter {
  readonly #file: number;
  #held = '';

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  /** Stamps and keeps the line; it goes to the file with some 64 KiB of others, or by `flush`. */
  write(line: WithoutTime<Line>): void {
    this.#held += `${JSON.stringify({atMs: nowMs(), ...line})}\n`;
    if (this.#held.length >= 65_536) this.flush();
  }

  flush(): void {
    appendFileSync(this.#file, this.#held);
    this.#held = '';
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/** All lines of the files, one file after the other. Throws at a line that is none, but for a torn last one. */
export function* readHistory(...paths: string[]): Generator<Line> {
  for (const path of paths) {
    for (const line of completeLines(path)) yield Line.parse(JSON.parse(line));
  }
}

/** What stands after the last newline was being written when its process was killed. */
function* completeLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(1 << 20);
    const decoder = new TextDecoder();
    let rest = '';
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      const lines = (rest + decoder.decode(chunk.subarray(0, length), {stream: true})).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}

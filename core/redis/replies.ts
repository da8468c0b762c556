/** What Redis answers, decoded: the fields of our scripts' answers, and entries of streams. */

type Decode<T> = (value: unknown) => T;

/** By the first word of an answer, the fields that follow it, in order. */
export type Answers = Readonly<Record<string, Readonly<Record<string, Decode<unknown>>>>>;

export type AnswerOf<A extends Answers> = {
  [S in keyof A & string]: {status: S} & {
    -readonly [F in keyof A[S]]: A[S][F] extends Decode<infer T> ? T : never;
  };
}[keyof A & string];

/** A script answered what nobody declared, or in no form of ours. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError' as const;
  readonly code: string;

  constructor(script: string, reason: string) {
    super(`${script}: ${reason}`);
    this.code = `${script}.${reason}`;
  }
}

/** An entry of any stream, as node-redis gives it. */
export type StreamEntry = {id: string; message: Record<string, string>};

export function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

/** `undefined` where it is ''. */
export function optionalText(value: unknown): string | undefined {
  return text(value) || undefined;
}

export function integer(value: unknown): number {
  return Number(value);
}

export function flag(value: unknown): boolean {
  return text(value) === '1';
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

/** Names and values in turn, as a record. */
export function record(value: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!Array.isArray(value)) return fields;
  for (let i = 0; i + 1 < value.length; i += 2) fields[text(value[i])] = text(value[i + 1]);
  return fields;
}

/** Entries of a stream as a script passes them on. */
export function streamEntries(value: unknown): StreamEntry[] {
  if (!Array.isArray(value)) return [];
  return value.map(entry => {
    const [id, fields] = Array.isArray(entry) ? entry : [];
    return {id: text(id), message: record(fields)};
  });
}

/** Did a command, or a script, meet something else under a key than what belongs there? */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('WRONGTYPE');
}

/** For `catch`: what to go on with where something else stands under the key; other errors are thrown on. */
export function ifWrongType<T>(instead: T): (error: unknown) => T {
  return error => {
    if (isWrongType(error)) return instead;
    throw error;
  };
}

/**
 * One piece of what a model server sends, of a stream or the whole of an answer, as what it means to us. Loose, since
 * compatible servers differ in all but this: words may be a text, a list or typed parts, and an error has any shape.
 */
import {z} from 'zod';

export type Chunk = {
  /** Words for the visitor. */
  words: string;
  /** Words with which the model itself says that it will not answer. */
  refusal: string;
  /** Why the reply has ended, in lower case; empty while it goes on. */
  ending: string;
  tokens?: {input: number; output: number} | undefined;
  /** It tells of an error, in words of its own. */
  error?: {status: number; text: string};
};

const Count = z.int().min(0);

const Part = z.union([
  z.string(),
  z.looseObject({type: z.string().nullish(), text: z.string().nullish(), refusal: z.string().nullish()}),
]);
const Content = z.union([z.string(), z.array(Part.nullable()), Part]).nullish();

const Delta = z.looseObject({content: Content, refusal: z.string().nullish()});

const Choice = z.looseObject({
  index: z.number().nullish(),
  delta: Delta.nullish(),
  message: Delta.nullish(),
  finish_reason: z.string().nullish(),
  error: z.unknown().optional(),
});

const Answer = z.looseObject({
  object: z.string().nullish().catch(null),
  type: z.string().nullish().catch(null),
  error: z.unknown().optional(),
  errors: z.unknown().optional(),
  detail: z.unknown().optional(),
  message: z.unknown().optional(),
  choices: z.array(Choice.nullable()).nullish(),
  usage: z.looseObject({prompt_tokens: Count, completion_tokens: Count}).nullish().catch(null),
});
type Answer = z.infer<typeof Answer>;

/** Where several replies come at once, the one that began first is ours: `reply` is its number, once it is known. */
export function readChunk(value: unknown, reply?: number): Chunk & {reply: number | undefined} {
  const answer = Answer.parse(Array.isArray(value) ? value[0] : value);
  const {choices, usage} = answer;
  const ours = choices
    ?.filter(one => one !== null)
    .find(({index}) => reply === undefined || (index ?? 0) === reply);
  const error = errorOf(answer) ?? presence(ours?.error);
  const said = ours?.delta ?? ours?.message;
  const {words, refusal} = wordsOf(said?.content);
  return {
    words,
    refusal: refusal + (said?.refusal ?? ''),
    ending: ours?.finish_reason?.trim().toLowerCase() ?? '',
    reply: reply ?? (ours && (ours.index ?? 0)),
    ...(usage && {tokens: {input: usage.prompt_tokens, output: usage.completion_tokens}}),
    ...(error !== undefined && {error: {status: statusOf(error), text: textOf(error)}}),
  };
}

/** An error as it stands in an answer, or as an event of its own. */
export function readError(text: string): {status: number; text: string} {
  try {
    return {status: statusOf(JSON.parse(text)), text};
  } catch {
    return {status: 0, text};
  }
}

/** Thoughts, and whatever else a model sends in parts, are no words. */
function wordsOf(content: z.infer<typeof Content>): {words: string; refusal: string} {
  let [words, refusal] = ['', ''];
  for (const part of Array.isArray(content) ? content : [content]) {
    if (typeof part === 'string') words += part;
    else if (part?.refusal) refusal += part.refusal;
    else if (part && ['text', 'output_text', ''].includes(part.type ?? '')) words += part.text ?? '';
  }
  return {words, refusal};
}

function errorOf(answer: Answer): unknown {
  const {object, type, error, errors, detail, message, choices} = answer;
  if (presence(error) !== undefined) return error;
  if (object === 'error' || type === 'error') return answer;
  if (choices) return undefined;
  return presence(errors) ?? presence(detail) ?? (typeof message === 'string' ? answer : undefined);
}

function presence(value: unknown): unknown {
  const isNone =
    value == null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
  return isNone ? undefined : value;
}

/** The HTTP status that an error names, however deep; 0 where it names none. */
function statusOf(error: unknown, depth = 0): number {
  if (typeof error !== 'object' || error === null || depth > 3) return 0;
  const named = Object.entries(error);
  for (const name of ['status', 'status_code', 'code']) {
    const status = Number(named.find(([key]) => key === name)?.[1]);
    if (Number.isInteger(status) && status >= 400 && status < 600) return status;
  }
  return named.map(([, inner]) => statusOf(inner, depth + 1)).find(status => status > 0) ?? 0;
}

function textOf(error: unknown): string {
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/**
 * What a clinic's own back end answers, as what is said: one JSON document, plain text, or events. The contract is
 * `docs/agents.md`. What looks like JSON is read as JSON, and never shown.
 */
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Said} from '../agent.ts';
import type {UpstreamAnswer} from '../upstream/exchange.ts';
import {failure, UpstreamFault} from '../upstream/faults.ts';
import {readSse} from '../upstream/sse.ts';

const maxJsonBytes = 1_048_576;

const Reason = z.string().max(200);
const Refusal = z.looseObject({final: z.boolean().optional(), message: z.string().max(4000).optional()});

/** The members of an answer, of which an event may have any. */
const Members = z.looseObject({
  message: z.string().optional(),
  text: z.string().optional(),
  delta: z.string().optional(),
  choices: z.array(z.string()).optional(),
  locale: z.string().max(35).optional(),
  handoff: z.union([z.boolean(), z.looseObject({reason: Reason.optional()})]).optional(),
  error: z.union([Refusal, z.string()]).nullish(),
});
type Members = z.infer<typeof Members>;

/** Throws failures, and whatever is thrown at what is not to be understood. */
export function readBackEnd(answer: UpstreamAnswer): AsyncIterable<Said> {
  switch (answer.type) {
    case 'application/json':
      return readJson(answer.chunks);
    case 'text/plain':
      if (!answer.isFramed) throw failure('unfinished'); // nobody could tell a part from the whole
      return readText(answer.chunks);
    case 'text/event-stream':
      return readEvents(answer);
    default:
      throw failure('strange');
  }
}

async function* readJson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Said> {
  let json = '';
  for await (const text of readText(chunks)) {
    json += text;
    if (json.length > maxJsonBytes) throw new RangeError('The answer is too large');
    yield {type: 'writing'};
  }
  const members = Members.parse(JSON.parse(json));
  yield* sayBeside(members);
  yield members.message ?? '';
}

async function* readText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  for await (const chunk of chunks) yield decoder.decode(chunk, {stream: true});
  yield decoder.decode(); // throws where a character was left unfinished
}

async function* readEvents({chunks, isFramed}: UpstreamAnswer): AsyncGenerator<Said> {
  for await (const {event = 'message', data} of readSse(chunks)) {
    if (event === 'done' || data.trim() === '[DONE]') return;
    yield* sayEvent(event, data);
  }
  if (!isFramed) throw failure('unfinished');
}

function* sayEvent(event: string, data: string): Generator<Said> {
  const given = looksLikeJson(data) ? (JSON.parse(data) as unknown) : data;
  switch (event) {
    case 'message':
    case 'delta':
      if (typeof given === 'string') yield given;
      else yield* sayMembers(Members.parse(given));
      return;
    case 'choices':
      yield* sayBeside(Members.parse(Array.isArray(given) ? {choices: given} : given));
      return;
    case 'handoff':
      if (typeof given === 'string') yield {type: 'handoff', reason: Reason.parse(given) || 'asked'};
      else yield* sayBeside(Members.parse({handoff: given}));
      return;
    case 'error':
      throw refuse(typeof given === 'string' ? given : Refusal.parse(given));
    case 'reset':
      yield {type: 'reset'};
      return;
    default:
      yield {type: 'writing'};
  }
}

function* sayMembers(members: Members): Generator<Said> {
  const {text, delta, message} = members;
  yield* sayBeside(members);
  const words = text ?? delta ?? message;
  if (words === undefined) yield {type: 'writing'};
  else yield words;
}

function* sayBeside({choices, locale, handoff, error}: Members): Generator<Said> {
  if (error != null && error !== '') throw refuse(error);
  if (choices) yield {type: 'choices', choices};
  if (locale) yield {type: 'language', locale};
  if (handoff) yield {type: 'handoff', reason: (handoff !== true && handoff.reason) || 'asked'};
}

/** Unless it is said to be final, it is a failure like any other; `message` is then what the visitor reads. */
function refuse(told: string | z.infer<typeof Refusal>): ChatError {
  if (typeof told === 'string' || !told.final) return failure('error_told');
  const {message: words} = told;
  return new ChatError('agent_refused', undefined, {
    cause: new UpstreamFault('filtered'),
    ...(words && {words}),
  });
}

/** Words may begin with a brace or stand in quotes, but not like this. */
function looksLikeJson(data: string): boolean {
  return /^\s*(?:\{\s*["}]|\[\s*["{[\]]|".*"\s*$)/s.test(data);
}

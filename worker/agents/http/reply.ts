/**
 * What a clinic's own back end answers, as what is said: one JSON document, plain text, or events. The contract is
 * `docs/agents.md`. What looks like JSON is read as JSON, and never shown; `null` there is the same as nothing.
 */
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import {maxReasonChars, type Said} from '../agent.ts';
import {shorten} from '../limit.ts';
import type {UpstreamAnswer} from '../upstream/exchange.ts';
import {failure, UpstreamFault} from '../upstream/faults.ts';
import {readSse} from '../upstream/sse.ts';

const maxJsonBytes = 1_048_576;

/** What a visitor reads of a refusal. */
const maxWordsChars = 4000;

const Refusal = z.looseObject({final: z.boolean().nullish(), message: z.string().nullish()});
/** Why a person must take over: in both ways of answering, and as a member or an event, the same. */
const Handoff = z.union([z.boolean(), z.string(), z.looseObject({reason: z.string().nullish()})]).nullish();

/** The members of an answer, of which an event may have any. */
const Members = z.looseObject({
  message: z.string().nullish(),
  text: z.string().nullish(),
  delta: z.string().nullish(),
  choices: z.array(z.string().nullable()).nullish(),
  locale: z.string().max(35).nullish(),
  handoff: Handoff,
  error: z.union([Refusal, z.string(), z.literal(false)]).nullish(),
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
  const given = looksLikeJson(data, event) ? (JSON.parse(data) as unknown) : data;
  switch (event) {
    case 'message':
    case 'delta':
      if (typeof given === 'string') yield given;
      else yield* sayMembers(Members.parse(given ?? {}));
      return;
    case 'choices':
      yield* sayBeside(Members.parse(Array.isArray(given) ? {choices: given} : (given ?? {})));
      return;
    case 'handoff':
      yield* sayBeside(Members.parse({handoff: given === '' ? true : given}));
      return;
    case 'error':
      throw refuse(typeof given === 'string' ? given : Refusal.parse(given ?? {}));
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
  yield text ?? delta ?? message ?? {type: 'writing'};
}

function* sayBeside({choices, locale, handoff, error}: Members): Generator<Said> {
  if (error) throw refuse(error);
  if (choices) yield {type: 'choices', choices: choices.filter(choice => choice !== null)};
  if (locale) yield {type: 'language', locale};
  if (!handoff) return;
  const reason = typeof handoff === 'object' ? handoff.reason : handoff === true ? '' : handoff;
  yield {type: 'handoff', reason: shorten(reason || 'asked', maxReasonChars)};
}

/** Unless it is said to be final, it is a failure like any other; `message` is then what the visitor reads. */
function refuse(told: string | z.infer<typeof Refusal>): ChatError {
  if (typeof told === 'string' || !told.final) return failure('error_told');
  const {message: words} = told;
  return new ChatError('agent_refused', undefined, {
    cause: new UpstreamFault('filtered'),
    ...(words && {words: shorten(words, maxWordsChars)}),
  });
}

/** Words may begin with a brace or stand in quotes, but not like this; a hand-over is asked for or not. */
function looksLikeJson(data: string, event: string): boolean {
  const isWord = event === 'handoff' ? /^\s*(?:null|true|false)\s*$/ : /^\s*null\s*$/;
  return isWord.test(data) || /^\s*(?:\{\s*["}]|\[\s*["{[\]]|".*"\s*$)/s.test(data);
}

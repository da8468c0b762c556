/** What a clinic's own back end answers, as pieces of text: JSON, plain text or an event stream. Pure. */
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Fact} from '../agent.ts';
import {readSse} from '../upstream/sse.ts';
import type {UpstreamAnswer} from '../upstream/upstream.ts';

const maxJsonBytes = 1_048_576;

const Handoff = z.union([z.boolean(), z.object({reason: z.string().max(200).optional()})]).optional();
const Choices = z.array(z.string().trim().min(1).max(80)).max(6);
const Answer = z.object({
  message: z.string(),
  handoff: Handoff,
  choices: Choices.optional(),
  locale: z.string().max(35).optional(),
});
const Piece = z.object({text: z.string()});
const Reason = z.object({reason: z.string().max(200)});

/** Throws `agent_unavailable` at any other media type, and at an event named `error`. */
export function readBackEnd(
  {type, chunks}: UpstreamAnswer,
  report?: (fact: Fact) => void,
): AsyncIterable<string> {
  switch (type) {
    case 'application/json':
      return readJson(chunks, report);
    case 'text/plain':
      return readText(chunks);
    case 'text/event-stream':
      return readEvents(chunks, report);
    default:
      throw new ChatError('agent_unavailable');
  }
}

async function* readJson(chunks: AsyncIterable<Uint8Array>, report?: (fact: Fact) => void) {
  let json = '';
  for await (const text of readText(chunks)) {
    json += text;
    if (json.length > maxJsonBytes) throw new RangeError('The answer is too large');
  }
  const {message, handoff, choices, locale} = Answer.parse(JSON.parse(json));
  if (choices) report?.({choices});
  if (locale) report?.({locale});
  if (handoff) report?.({handoff: {reason: (handoff !== true && handoff.reason) || 'asked'}});
  yield message;
}

async function* readText(chunks: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  for await (const chunk of chunks) yield decoder.decode(chunk, {stream: true});
  yield decoder.decode(); // throws where a character was left unfinished
}

/**
 * Data are the text itself, or JSON with `text`; `event: handoff` gives the reason, as words or as JSON; `event: choices`
 * a JSON list of what may be said next.
 */
async function* readEvents(chunks: AsyncIterable<Uint8Array>, report?: (fact: Fact) => void) {
  for await (const {event = 'message', data} of readSse(chunks)) {
    if (event === 'error') throw new ChatError('agent_unavailable');
    if (event === 'handoff') report?.({handoff: {reason: member(Reason, data)?.reason ?? (data || 'asked')}});
    if (event === 'choices') report?.({choices: member(Choices, data) ?? []});
    if (event !== 'message') continue;
    if (data === '[DONE]') return;
    yield member(Piece, data)?.text ?? data;
  }
}

/** The data as JSON of that shape, where they are. */
function member<T>(shape: z.ZodType<T>, data: string): T | undefined {
  if (!/^[[{]/.test(data)) return undefined;
  try {
    return shape.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined; // words that begin with a brace
  }
}

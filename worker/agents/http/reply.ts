/** What a clinic's own back end answers, as pieces of text: JSON, plain text or an event stream. Pure. */
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Said} from '../agent.ts';
import {readSse} from '../upstream/sse.ts';
import type {UpstreamAnswer} from '../upstream/upstream.ts';

const maxJsonBytes = 1_048_576;

const Handoff = z.union([z.boolean(), z.object({reason: z.string().max(200).optional()})]).optional();
const Answer = z.object({message: z.string(), handoff: Handoff});
const Piece = z.object({text: z.string()});
const Reason = z.object({reason: z.string().max(200)});

/** Throws `agent_unavailable` at any other media type, and at an event named `error`. */
export function readBackEnd({type, chunks}: UpstreamAnswer): AsyncIterable<Said> {
  switch (type) {
    case 'application/json':
      return readJson(chunks);
    case 'text/plain':
      return readText(chunks);
    case 'text/event-stream':
      return readEvents(chunks);
    default:
      throw new ChatError('agent_unavailable');
  }
}

async function* readJson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Said> {
  let json = '';
  for await (const text of readText(chunks)) {
    json += text;
    if (json.length > maxJsonBytes) throw new RangeError('The answer is too large');
  }
  const {message, handoff} = Answer.parse(JSON.parse(json));
  if (handoff) yield {type: 'handoff', reason: (handoff !== true && handoff.reason) || 'asked'};
  yield message;
}

async function* readText(chunks: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  for await (const chunk of chunks) yield decoder.decode(chunk, {stream: true});
  yield decoder.decode(); // throws where a character was left unfinished
}

/** Data are the text itself, or JSON with `text`; `event: handoff` gives the reason, as words or as JSON. */
async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Said> {
  for await (const {event = 'message', data} of readSse(chunks)) {
    if (event === 'error') throw new ChatError('agent_unavailable');
    if (event === 'handoff')
      yield {type: 'handoff', reason: member(Reason, data)?.reason ?? (data || 'asked')};
    if (event !== 'message') continue;
    if (data === '[DONE]') return;
    yield member(Piece, data)?.text ?? data;
  }
}

/** The data as JSON of that shape, where they are. */
function member<T>(shape: z.ZodType<T>, data: string): T | undefined {
  if (!data.startsWith('{')) return undefined;
  try {
    return shape.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined; // words that begin with a brace
  }
}

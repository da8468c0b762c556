/**
 * Bytes of an event stream as its events, wherever the bytes were split. Pure, and bounded: an event that grows
 * too large, or bytes that are not UTF-8, end it with an error instead of filling the memory. A comment is an event of
 * that name; a line that names an error without being an event is one too.
 */
import {createParser} from 'eventsource-parser';

export type SseEvent = {event?: string | undefined; data: string};

const maxEventChars = 1_048_576;

/**
 * Throws a `TypeError` at what is not UTF-8, a `RangeError` at an event of more than 1 Mi characters. `takesLast`: an
 * event that only lacks the blank line after it counts too.
 */
export async function* readSse(
  chunks: AsyncIterable<Uint8Array>,
  {takesLast = false} = {},
): AsyncGenerator<SseEvent> {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  let events: SseEvent[] = [];
  let tooLarge = false;
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: event => events.push(event),
    onComment: data => events.push({event: 'comment', data}),
    onError: ({type, line}) => {
      tooLarge ||= type === 'max-buffer-size-exceeded';
      // Such as {"error": …}, or error: …, in the middle of a stream
      if (type === 'unknown-field' && /^\W*error\b/i.test(line ?? ''))
        events.push({event: 'error', data: (line ?? '').replace(/^error:\s*/i, '')});
    },
  });
  for await (const chunk of chunks) {
    parser.feed(decoder.decode(chunk, {stream: true}));
    const read = events;
    events = [];
    for (const event of read) yield event;
    if (tooLarge) throw new RangeError('The event is too large');
  }
  decoder.decode(); // throws where a character was left unfinished
  if (takesLast) parser.feed('\n\n');
  yield* events;
}

/**
 * Bytes of an event stream as its events, wherever the bytes were split. Pure, and bounded: an event that grows
 * too large, or bytes that are not UTF-8, end it with an error instead of filling the memory.
 */
import {createParser} from 'eventsource-parser';

export type SseEvent = {event?: string | undefined; data: string};

const maxEventChars = 1_048_576;

/** Throws a `TypeError` at what is not UTF-8, a `RangeError` at an event of more than 1 Mi characters. */
export async function* readSse(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SseEvent> {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  let events: SseEvent[] = [];
  let tooLarge = false;
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: event => events.push(event),
    onError: ({type}) => {
      tooLarge ||= type === 'max-buffer-size-exceeded';
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
}

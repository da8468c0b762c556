/**
 * The bytes of a model server's answer as frames, whatever it calls them: server-sent events, or one JSON document though
 * a stream was asked for. What it is tells its first character, since its media type often does not.
 */
import {failure} from '../upstream/faults.ts';
import {readSse} from '../upstream/sse.ts';

export type Frame =
  | {type: 'json'; value: unknown}
  /** Comments, pings and blank lines: it lives. */
  | {type: 'life'}
  | {type: 'error'; text: string}
  /** The stream says that it is over. */
  | {type: 'done'}
  /** The document is there, and it was whole. */
  | {type: 'document'; value: unknown};

const maxDocumentBytes = 1_048_576;

export async function* readFrames(type: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const bytes = chunks[Symbol.asyncIterator]();
  let beginning = '';
  let first: Uint8Array<ArrayBufferLike> = new Uint8Array();
  while (beginning === '') {
    const next = await bytes.next();
    if (next.done) return;
    first = first.length > 65_536 ? next.value : Buffer.concat([first, next.value]);
    beginning = Buffer.from(first)
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimStart();
    if (beginning === '') yield {type: 'life'};
  }
  const all = prepend(first, bytes);
  if (/^[{[]/.test(beginning)) yield* readDocument(all);
  else if (type === 'text/event-stream' || /^(?::|data|event|id|retry)/.test(beginning))
    yield* readEvents(all);
  else throw failure('strange');
}

async function* readDocument(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > maxDocumentBytes) throw new RangeError('The answer is too large');
    yield {type: 'life'};
  }
  const text = new TextDecoder('utf-8', {fatal: true}).decode(Buffer.concat(parts));
  yield {type: 'document', value: JSON.parse(text)};
}

async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  for await (const {event = 'message', data} of readSse(chunks, {takesLast: true})) {
    const text = data.trim();
    if (event === 'error') yield {type: 'error', text};
    else if (event === 'comment' || /^(?:ping|heartbeat|keep-?alive)$/i.test(event)) yield {type: 'life'};
    else if (/^\[done\]$/i.test(text)) yield {type: 'done'};
    else if (text === '' || text === 'null') yield {type: 'life'};
    else yield {type: 'json', value: JSON.parse(text)};
  }
}

/** No generator: each of those would be a further step for every word. */
function prepend(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let hasBegun = false;
  const next = (): Promise<IteratorResult<Uint8Array>> => {
    if (hasBegun) return rest.next();
    hasBegun = true;
    return Promise.resolve({done: false, value: first});
  };
  const leave = async (): Promise<IteratorResult<Uint8Array>> => {
    await rest.return?.();
    return {done: true, value: undefined};
  };
  return {[Symbol.asyncIterator]: () => ({next, return: leave})};
}

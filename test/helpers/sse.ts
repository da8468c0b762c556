/** A reader of server-sent events that keeps all it was told. */
import type {ExecutionContext} from 'ava';
import {createParser} from 'eventsource-parser';

export type TestStream = {
  response: Response;
  /** `fields` is the event's JSON. */
  events: {id: string | undefined; type: string | undefined; fields: Record<string, unknown>}[];
  comments: string[];
  /** What the server said about coming back, in milliseconds. */
  retries: number[];
  /** `cut`: without a proper end of the answer. */
  over: Promise<'ended' | 'cut'>;
  close(): void;
};

/** An answer that is no stream has no events; the caller reads it. Closed when the test ends. */
export async function openStream(
  t: ExecutionContext,
  url: string | URL,
  init: RequestInit = {},
): Promise<TestStream> {
  const gone = new AbortController();
  t.teardown(() => gone.abort());
  const response = await fetch(url, {...init, signal: gone.signal});
  const stream = {response, events: [], comments: [], retries: []} as Omit<TestStream, 'over' | 'close'>;
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return {
    ...stream,
    over: isStream ? read(stream) : Promise.resolve('ended'),
    close: () => gone.abort(),
  };
}

async function read(stream: Omit<TestStream, 'over' | 'close'>): Promise<'ended' | 'cut'> {
  const parser = createParser({
    onEvent: ({id, event, data}) => stream.events.push({id, type: event, fields: JSON.parse(data)}),
    onComment: comment => stream.comments.push(comment),
    onRetry: retryMs => stream.retries.push(retryMs),
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream.response.body ?? []) parser.feed(decoder.decode(chunk, {stream: true}));
    return 'ended';
  } catch {
    return 'cut'; // by whom, the test knows
  }
}

/**
 * One POST and its answer. A refusal is read as far as it may tell the reason; a redirect is not followed. However it
 * ends, nothing of it stays open.
 */
import type {Dispatcher} from 'undici';
import type {Said} from '../agent.ts';
import {broken, refusal, unreached} from './errors.ts';
import {failure} from './faults.ts';

/** An order to ask again, with the request changed: no failure, and known to the agent alone. */
export class AskAgain extends Error {
  override readonly name = 'AskAgain' as const;
}

export type Post = {
  url: string;
  headers: Record<string, string>;
  body: string;
  /**
   * What a refusal means, by its status and what was said with it, where the agent knows more than the status tells.
   * What it returns is thrown.
   */
  judge?: ((status: number, text: string) => Error | undefined) | undefined;
};

export type UpstreamAnswer = {
  /** The media type alone, in lower case; empty where none was given. */
  type: string;
  /** Can an answer that was cut be told from one that has ended? */
  isFramed: boolean;
  chunks: AsyncIterable<Uint8Array>;
  /** To be called once the reply is whole, and with `false` where it goes on: what follows is no longer waited for. */
  isWhole(whole: boolean): void;
};

/** Makes of an answer what is said. What it throws, other than a `ChatError`, is a fault of the upstream's. */
export type Reader = (answer: UpstreamAnswer) => AsyncIterable<Said>;

export type ExchangeDeps = {pool: Dispatcher; signal: AbortSignal; isWhole: (whole: boolean) => void};

/** What is left of an answer after its reader has all it wants is read for the connection's sake, within limits. */
const rest = {bytes: 1_048_576, ms: 1000};
/** What a refusal may say, and how long it is waited for. */
const reason = {bytes: 65_536, ms: 500};
/** More than a model writes in the longest time that it is given. */
const maxAnswerBytes = 33_554_432;

export async function* exchange(
  {url, headers, body, judge}: Post,
  read: Reader,
  {pool, signal, isWhole}: ExchangeDeps,
): AsyncGenerator<Said> {
  const {origin, pathname, search} = new URL(url);
  const asked = pool.request({
    method: 'POST',
    origin,
    path: `${pathname}${search}`,
    headers: {'content-type': 'application/json', 'accept-encoding': 'identity', ...headers},
    body,
    signal,
  });
  const answer = await unlessAborted(asked, signal).catch((thrown: unknown) => {
    throw unreached(thrown);
  });
  let isRead = false;
  try {
    const {statusCode: status} = answer;
    if (status < 200 || status > 299) {
      const said = status >= 400 && status < 500 && judge ? await readReason(answer.body) : '';
      throw judge?.(status, said) ?? refusal(status, answer.headers['retry-after']);
    }
    if (!['', 'identity'].includes(String(answer.headers['content-encoding'] ?? '')))
      throw failure('strange', {status}); // we asked for none, and blow nothing up
    const type = String(answer.headers['content-type'] ?? '');
    yield* read({
      type: type.replace(/;.*/s, '').trim().toLowerCase(),
      isFramed: 'content-length' in answer.headers || 'transfer-encoding' in answer.headers,
      chunks: bounded(answer.body.iterator({destroyOnReturn: false})),
      isWhole,
    });
    isRead = true;
  } catch (thrown) {
    throw thrown instanceof AskAgain ? thrown : broken(thrown);
  } finally {
    leave(answer.body, isRead);
  }
}

type Body = Awaited<ReturnType<Dispatcher['request']>>['body'];

function leave(body: Body, isRead: boolean): void {
  body.on('error', () => undefined); // nobody reads it any more
  if (isRead)
    void body.dump({limit: rest.bytes, signal: AbortSignal.timeout(rest.ms)}).catch(() => undefined);
  else body.destroy();
}

async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new RangeError('The answer is too large');
    yield chunk;
  }
}

/** As much as is there in time; the connection is given up with the rest. */
async function readReason(body: Body): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const timer = setTimeout(() => body.destroy(), reason.ms);
  try {
    for await (const part of body) {
      parts.push(part);
      bytes += part.length;
      if (bytes > reason.bytes) break;
    }
  } catch {
    // cut, or too slow: what there is may tell enough
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(parts).subarray(0, reason.bytes).toString('utf8');
}

/** Does not wait for what is left behind: a connection that is being made does not hear the signal. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}

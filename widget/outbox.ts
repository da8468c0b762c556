/**
 * What the server has not accepted yet. A message goes out under one key and in one form until it is accepted
 * or refused, however often that takes: the server runs it once.
 */
import type {Accepted, SendBody} from '../core/wire/message.ts';
import {type BackoffRange, backoff} from './backoff.ts';
import {type Client, ClientError} from './client.ts';
import type {Pause} from './pause.ts';

export type OutboxSettings = {
  /** How often one press of the button tries. */
  tries: number;
  deadlineMs: number;
  failure: BackoffRange;
};

export const outboxSettings: OutboxSettings = {
  tries: 4,
  deadlineMs: 15_000,
  failure: {baseMs: 1500, capMs: 10_000},
};

export type OutboxDeps = {client: Client; pause: Pause; settings?: OutboxSettings};

/** A new idempotency key: 128 random bits in hexadecimal. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** As the server takes it: trimmed, and without what a careless paste may bring. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/**
 * Sends until accepted. Gives up, with the reason, when the server refuses for good or after the last try. Tells
 * `onTry` the code of the failure before, if any, ahead of each. Honours what the server asks for between tries.
 */
export async function deliver(
  {client, pause, settings = outboxSettings}: OutboxDeps,
  key: string,
  body: SendBody,
  signal: AbortSignal,
  onTry: (code: string) => void,
): Promise<Accepted | ClientError> {
  onTry('');
  for (let failures = 1; ; failures++) {
    const answer = await client.send(key, body, {deadlineMs: settings.deadlineMs, signal});
    const isFinal = !(answer instanceof ClientError && answer.retry) || failures >= settings.tries;
    if (isFinal || signal.aborted) return answer;
    onTry(answer.code);
    await pause.wait(answer.retryAfterMs, backoff(failures, settings.failure), signal);
  }
}

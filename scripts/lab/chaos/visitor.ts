/**
 * A visitor of one session: sends one message after the other, some in bursts, and follows each reply to its end,
 * through whatever happens. All that is asked and answered goes into the history.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {request} from 'undici';
import {answerOf, type HistoryWriter} from './history.ts';
import type {Random} from './random.ts';

export type VisitorOptions = {
  session: string;
  /** Base URLs of the web processes; any may answer. */
  urls: readonly string[];
  history: HistoryWriter;
  random: Random;
  messages: number;
  /** For each message: handed to the agent. */
  metadata?: object;
  /** How often a request is cut on purpose. */
  cut?: number;
};

/** A request that takes longer counts as unanswered. */
const requestMs = 6000;
const holdSeconds = 2;
let calls = 0;

/** Returns when every message of the session has ended, or was refused. */
export async function visit(options: VisitorOptions): Promise<void> {
  const {messages, random} = options;
  for (let sent = 0; sent < messages; ) {
    const burst = Math.min(1 + random.int(4), messages - sent);
    const ids: string[] = [];
    for (let i = 0; i < burst; i++) {
      const id = await send(options, sent + i);
      if (id) ids.push(id);
    }
    await Promise.all(ids.map(id => follow(options, id)));
    sent += burst;
  }
}

/** The message id; sends again under the same key while the outcome is unknown. `null` when it was refused. */
async function send(
  {session, urls, history, random, metadata}: VisitorOptions,
  n: number,
): Promise<string | null> {
  const key = `${session}-key-${n}`;
  const text = `text ${n}`;
  const body = {text, session_id: session, ...(metadata && {metadata})};
  for (let tries = 0; ; tries++) {
    const call = String(calls++);
    history.write({kind: 'send', op: 'invoke', call, client: session, session, key, text, body: text});
    const answer = await ask(`${random.pick(urls)}/apps/voice-api/widget/send`, {body, key});
    if (answer?.status === 202) {
      const {message_id: message, session_id} = answer.body as {message_id: string; session_id: string};
      history.write({kind: 'send', op: 'ok', call, status: 202, message, session: session_id});
      return message;
    }
    const status = answer && {status: answer.status};
    const refused = answer !== null && (answer.status < 500 || answer.body['code'] === 'overloaded');
    history.write({kind: 'send', op: refused ? 'fail' : 'info', call, ...status});
    if (refused && answer.status !== 429) return null;
    await sleep(Math.min(1000, 20 * 2 ** tries) * (0.5 + random.next()));
  }
}

/** Long polls from cursor to cursor until the end; now and then one is cut in the middle, as by a proxy. */
async function follow({session: client, urls, history, random, cut = 0.1}: VisitorOptions, message: string) {
  for (let after = '0', failures = 0; ; ) {
    const url = `${random.pick(urls)}/apps/voice-api/widget-poll/${message}?wait=${holdSeconds}&after=${after}`;
    const answer = await ask(url, {ms: random.chance(cut) ? random.int(60) : requestMs});
    const given = answer?.status === 200 ? {answer: answerOf(answer.body as never)} : {};
    history.write({kind: 'poll', client, message, after, status: answer?.status ?? 0, ...given});
    if (given.answer) {
      after = given.answer.cursor;
      failures = 0;
      if (!['queued', 'processing'].includes(given.answer.state)) return;
    } else {
      if (answer?.status === 404) return;
      await sleep(Math.min(1000, 20 * 2 ** failures++) * random.next());
    }
  }
}

type Answer = {status: number; body: Record<string, unknown>};

/** `null` when there was no whole answer. */
export async function ask(
  url: string,
  {body, key, ms = requestMs}: {body?: object; key?: string; ms?: number} = {},
): Promise<Answer | null> {
  try {
    const answer = await request(url, {
      signal: AbortSignal.timeout(ms),
      ...(body && {method: 'POST', body: JSON.stringify(body)}),
      headers: {...(body && {'content-type': 'application/json'}), ...(key && {'idempotency-key': key})},
    });
    return {status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown>};
  } catch {
    return null; // refused, reset, cut, or too late: all that a client can know
  }
}

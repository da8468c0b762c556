/**
 * The agent behind which stands a back end of the clinic's own. It can tell by the signature that a question comes
 * from here, and by the time in it that it is no old one. The contract is `docs/agents.md`.
 */
import {sign, signatureHeader} from '../../../core/sign.ts';
import type {Agent, Question} from '../agent.ts';
import {newest} from '../fit.ts';
import {limit} from '../limit.ts';
import {failure} from '../upstream/faults.ts';
import {upstreamOf} from '../upstream/standings.ts';
import type {Upstream} from '../upstream/upstream.ts';
import {readBackEnd} from './reply.ts';

export type HttpOptions = {
  upstream: Upstream;
  /** Asked where a clinic names no other. */
  url?: string | undefined;
  /** Signs what is sent; without it nothing is signed. */
  secret?: string | undefined;
  maxChars: number;
  /** Unix milliseconds. */
  now?: () => number;
};

const maxHistoryChars = 12_000;

/** Throws what `Upstream.ask` does. */
export function createHttpAgent({upstream, url, secret, maxChars, now = Date.now}: HttpOptions): Agent {
  return {
    name: 'http',
    reply(question) {
      const {clinic, message, guard, began, trace, signal} = question;
      const asked = clinic.agent?.url ?? url;
      // A clinic's file may name this agent where nobody says its address.
      if (!asked) throw failure('not_set_up');
      const body = JSON.stringify(writeBody(question));
      const headers: Record<string, string> = {accept: 'text/event-stream, application/json, text/plain'};
      if (secret !== undefined) headers[signatureHeader] = sign(body, secret, now());
      if (trace !== undefined) headers['traceparent'] = trace;
      const upstreamName = upstreamOf('http', clinic);
      const request = {url: asked, headers, body, signal, upstream: upstreamName, question: message, began};
      // The visitor has words already: there may be nothing to add.
      const mayBeSilent = guard !== undefined;
      return limit(upstream.ask({...request, mayBeSilent}, readBackEnd), maxChars);
    },
  };
}

function writeBody(question: Question): object {
  const {text, message, session, channel, clinic, attempt, history, metadata, guard} = question;
  return {
    text,
    message_id: message,
    session_id: session,
    channel,
    clinic_id: clinic.id,
    attempt,
    history: newest(history, maxHistoryChars),
    metadata,
    ...(guard && {guard}),
  };
}

/** The agent behind which stands any OpenAI-compatible model: chat completions, streamed. */
import {ChatError} from '../../../core/errors.ts';
import type {Agent} from '../agent.ts';
import {checkReply} from '../check-reply.ts';
import {limit} from '../limit.ts';
import type {Upstream} from '../upstream/upstream.ts';
import {writeInstructions, writeMessages} from './prompt.ts';
import {readReply} from './reply.ts';

export type OpenAiOptions = {
  upstream: Upstream;
  /** As `https://host/v1`. */
  baseUrl?: string | undefined;
  /** Servers of one's own may need none. */
  apiKey?: string | undefined;
  /** Asked for where a clinic names no other. */
  model?: string | undefined;
  maxChars: number;
  now?: () => Date;
};

/** Throws what `Upstream.ask` does, and `agent_refused` where the reply would give the instructions away. */
export function createOpenAiAgent({
  upstream,
  baseUrl,
  apiKey,
  model,
  maxChars,
  now = () => new Date(),
}: OpenAiOptions): Agent {
  const headers: Record<string, string> = {accept: 'text/event-stream'};
  if (apiKey) headers['authorization'] = `Bearer ${apiKey}`;
  return {
    name: 'openai',
    reply(question) {
      const {clinic, signal} = question;
      const asked = clinic.agent?.model ?? model;
      // A clinic's file may name this agent where the configuration does not.
      if (!baseUrl || !asked)
        throw new ChatError('agent_refused', undefined, {cause: new Error('Not set up')});
      const body = JSON.stringify({
        model: asked,
        messages: writeMessages(question, now()),
        stream: true,
        stream_options: {include_usage: true},
      });
      const url = `${baseUrl}/chat/completions`;
      const pieces = upstream.ask({url, headers, body, signal}, readReply);
      return checkReply(limit(pieces, maxChars), writeInstructions(clinic));
    },
  };
}

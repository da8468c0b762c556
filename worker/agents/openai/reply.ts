/** What a model streams, as pieces of text: chat completion chunks in, words out. Pure. */
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Said} from '../agent.ts';
import {readSse} from '../upstream/sse.ts';
import type {UpstreamAnswer} from '../upstream/upstream.ts';

const Count = z.int().min(0);

/** Loose, since compatible servers differ in all but this. */
const Chunk = z.object({
  error: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        delta: z.object({content: z.string().nullish()}).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({prompt_tokens: Count, completion_tokens: Count}).nullish().catch(null),
});

/**
 * Throws `agent_refused` where the model's filter stepped in, `agent_unavailable` at an error in the stream, at
 * anything that is not an event stream, and where the stream ends before the model has.
 */
export async function* readReply({type, chunks}: UpstreamAnswer): AsyncGenerator<Said> {
  if (type !== 'text/event-stream') throw new ChatError('agent_unavailable');
  let hasEnded = false;
  for await (const {data} of readSse(chunks)) {
    if (data === '[DONE]') return;
    const {error, choices, usage} = Chunk.parse(JSON.parse(data));
    if (error != null) throw new ChatError('agent_unavailable');
    if (usage) yield {type: 'tokens', input: usage.prompt_tokens, output: usage.completion_tokens};
    const [choice] = choices ?? [];
    if (choice?.delta?.content) yield choice.delta.content;
    if (choice?.finish_reason === 'content_filter') throw new ChatError('agent_refused');
    hasEnded ||= choice?.finish_reason != null;
  }
  if (!hasEnded) throw new ChatError('agent_unavailable');
}

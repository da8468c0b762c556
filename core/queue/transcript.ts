/**
 * What was said in a conversation, as its agent may see it: in order, bounded, and nothing of what the visitor wrote
 * after the question that is being answered. The transcript says who spoke in which message; the words stay there.
 */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {ifWrongType, type StreamEntry} from '../redis/replies.ts';
import {openIfWhole} from '../seal.ts';

export type Utterance = {role: 'user' | 'agent'; text: string};

/** Utterances that an agent is shown. */
const shown = 20;

/** How many have to be read for that: turns that wait behind the question stand after it. */
export const readAtOnce = shown + 64;

/**
 * The last utterances before the message `question`, oldest first; `newest` are those of the stream, newest first. One
 * round trip where there are any; what has expired or was erased is left out.
 */
export async function readHistory(
  redis: Redis,
  newest: readonly StreamEntry[],
  question: string,
): Promise<Utterance[]> {
  const entries = inTurns([...newest].reverse());
  const asked = entries.findIndex(({message}) => message['message'] === question);
  const before = (asked < 0 ? entries : entries.slice(0, asked)).slice(-shown);
  if (before.length === 0) return [];
  const hashes = await redis.run(client =>
    Promise.all(
      before.map(({message: {message = ''}}) =>
        client.hmGet(keys.message(message), ['clinic', 'text', 'reply']).catch(ifWrongType([])),
      ),
    ),
  );
  return before.flatMap(({message: {role, message: owner = '', text: written}}, i) => {
    const [clinic, text, reply] = hashes[i] ?? [];
    const isAgent = role === 'agent';
    const context = {clinic: clinic ?? '', owner};
    // An earlier version wrote the words into the transcript as well.
    const words =
      written ?? openIfWhole(redis.sealer, isAgent ? 'reply' : 'text', context, isAgent ? reply : text);
    return words === undefined ? [] : [{role: isAgent ? 'agent' : 'user', text: words}];
  });
}

/** What was asked while a turn ran stands before its reply: each reply goes to its question. */
function inTurns(entries: readonly StreamEntry[]): StreamEntry[] {
  const turns = new Map<string | undefined, StreamEntry[]>();
  for (const entry of entries) {
    const id = entry.message['message'];
    turns.set(id, [...(turns.get(id) ?? []), entry]);
  }
  return [...turns.values()].flat();
}

/**
 * What was said in a conversation, as its agent may see it: in order, bounded, and nothing of what the visitor wrote
 * after the question that is being answered. The transcript says who spoke in which message; the words stay there.
 */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {ifWrongType, type StreamEntry} from '../redis/replies.ts';

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
  const texts = await redis.run(client =>
    Promise.all(
      before.map(
        ({message: {role, message = '', text}}) =>
          // An earlier version wrote the words into the transcript as well.
          text ??
          client.hGet(keys.message(message), role === 'agent' ? 'reply' : 'text').catch(ifWrongType(null)),
      ),
    ),
  );
  return before.flatMap(({message: {role}}, i) => {
    const text = texts[i];
    return text == null ? [] : [{role: role === 'agent' ? 'agent' : 'user', text}];
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

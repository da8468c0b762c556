/**
 * What was said in a conversation, as its agent may see it: in order, bounded, and nothing of what the
 * visitor wrote after the question that is being answered.
 */
import type {StreamEntry} from '../redis/replies.ts';

export type Utterance = {role: 'user' | 'agent'; text: string};

/** Utterances that an agent is shown. */
const shown = 20;

/** How many have to be read for that: turns that wait behind the question stand after it. */
export const readAtOnce = shown + 64;

/** The last utterances before the message `question`, oldest first; `newest` are those of the stream, newest first. */
export function historyOf(newest: readonly StreamEntry[], question: string): Utterance[] {
  const entries = inTurns([...newest].reverse());
  const asked = entries.findIndex(({message}) => message['message'] === question);
  const before = asked < 0 ? entries : entries.slice(0, asked);
  return before.slice(-shown).map(({message}) => ({
    role: message['role'] === 'agent' ? 'agent' : 'user',
    text: message['text'] ?? '',
  }));
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

/**
 * What was said in a conversation, as its agent may see it: in order, bounded, and nothing of what the
 * visitor wrote after the question that is being answered.
 */
import type {StreamEntry} from '../events/read.ts';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis.ts';

export type Utterance = {role: 'user' | 'agent'; text: string};

export type Conversation = {channel: Channel; session: string};

/** The last utterances before the message `question`, oldest first; at most `most`. */
export async function readTranscript(
  redis: Redis,
  {channel, session}: Conversation,
  question: string,
  most: number,
): Promise<Utterance[]> {
  // Turns that wait behind the question stand after it: they need room beside the `most` before it.
  const COUNT = most + 64;
  const newest: StreamEntry[] | null = await redis.run(client =>
    client.xRevRange(keys.transcript(channel, session), '+', '-', {COUNT}),
  );
  const entries = inTurns((newest ?? []).reverse());
  const asked = entries.findIndex(({message}) => message['message'] === question);
  const before = asked < 0 ? entries : entries.slice(0, asked);
  return before.slice(-most).map(({message}) => ({
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

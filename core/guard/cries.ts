/**
 * A cry is a message that only calls for help and tells nothing: "emergency", "911", "ayuda ya". Every word of it must
 * be one that the list names, so that a word more ("urgent care", "emergency contact") leaves it to the model. Which
 * words these are stands in `must-hear.txt`.
 */
import type {AlarmKind} from '../clinics/emergency.ts';
import type {Words} from './read-words.ts';
import {hashOfWord, spelledAt} from './spelling.ts';

/** What the words of a cry do in it, by the key under which the list names them. */
const roles = {
  'cry, an emergency': 'emergency',
  'cry, urgent': 'urgent',
  'cry for help': 'help',
  'cry, at once': 'hurry',
  'cry says that there is one': 'claim',
  'cry may also have': 'filler',
} as const;
type Role = (typeof roles)[keyof typeof roles];

export type Cries = Map<number, Role>;

/** Longer ones tell something. */
const mostWords = 12;

/** False where `key` is none of ours. */
export function addCries(cries: Cries, key: string, words: string): boolean {
  const role = Object.entries(roles).find(([name]) => name === key)?.[1];
  if (role === undefined) return false;
  for (const word of words.split(' ')) cries.set(hashOfWord(word), role);
  return true;
}

/** An emergency where the message says that there is one; `null` where it is no cry. */
export function findCry(words: Words, cries: Cries): AlarmKind | null {
  if (words.count === 0 || words.count > mostWords) return null;
  const count = {emergency: 0, urgent: 0, help: 0, hurry: 0, claim: 0, filler: 0};
  for (let i = 0; i < words.count; i++) {
    const role = cries.get(spelledAt(words, i));
    if (role === undefined) return null;
    count[role]++;
  }
  if (count.emergency > 0 && count.claim + count.help > 0) return 'emergency';
  if (count.emergency + count.urgent > 0) return 'urgent';
  return count.help > 0 && count.help + count.hurry > 1 ? 'urgent' : null;
}

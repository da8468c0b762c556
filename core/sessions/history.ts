/** A conversation as its visitor may read it again: by turns, each reply after its question, a page at a time. */
import {z} from 'zod';
import {parseChoices} from '../events/open-event.ts';
import {keys} from '../keys.ts';
import {saidFirst} from '../phrases/said-first.ts';
import type {Redis} from '../redis/connection.ts';
import {openIfWhole, type Sealer} from '../seal.ts';
import {MessageStatus} from '../wire/message.ts';
import type {HistoryMessage} from '../wire/session.ts';
import type {Owned} from './open-session.ts';

export type Page = {
  /** Oldest first. */
  messages: HistoryMessage[];
  /** The cursor of what lies before them; `null` where nothing does. */
  next: string | null;
};

/** A message's place in its session, and which of its two sides: what was asked, or what was answered. */
type Place = {score: number; side: 'user' | 'agent'};

const Hash = z.object({
  clinic: z.string().default(''),
  text: z.string(),
  status: MessageStatus,
  created_at: z.coerce.number(),
  reply: z.string().optional(),
  merged_into: z.string().optional(),
  answered_by: z.string().optional(),
  choices: z.string().optional(),
  guard_text: z.string().optional(),
  finished_at: z.coerce.number().optional(),
});
const hashFields = Object.keys(Hash.shape);

/** The last `limit` before the cursor, or before now. `null` where that session is not there any more. */
export async function readHistory(
  redis: Redis,
  {session, generation}: Owned,
  {limit, before}: {limit: number; before?: Place | undefined},
): Promise<Page | null> {
  // The one at the cursor again, for what was merged into another; and one more, to see whether there is.
  const options = {BY: 'SCORE', REV: true, LIMIT: {offset: 0, count: limit + 2}} as const;
  const [record, turns] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session('widget', session), ['protected', 'generation', 'erased']),
      client.zRangeWithScores(keys.messages('widget', session), before?.score ?? '+inf', '-inf', options),
    ]),
  );
  if (record[0] !== '1' || record[1] !== generation || record[2] !== null) return null;
  const hashes = await redis.run(client =>
    Promise.all(turns.map(({value}) => client.hmGet(keys.message(value), hashFields))),
  );
  const answered = new Set<string>();
  const said = turns
    .flatMap(({value, score}, i) => sidesOf(redis.sealer, value, score, hashes[i] ?? [], answered))
    .filter(
      ({place}) =>
        !before || place.score < before.score || (place.side === 'user' && before.side === 'agent'),
    )
    .reverse();
  const page = said.slice(-limit);
  const first = page[0];
  const isMore = first && said.length > page.length;
  return {messages: page.map(({message}) => message), next: isMore ? cursorTo(first.place) : null};
}

/** `null` for what no answer of ours can have said. */
export function parsePlace(cursor: string): Place | null {
  const [, score, side] = /^(\d{1,16})([qa])$/.exec(cursor) ?? [];
  return score === undefined ? null : {score: Number(score), side: side === 'q' ? 'user' : 'agent'};
}

function cursorTo({score, side}: Place): string {
  return `${score}${side === 'user' ? 'q' : 'a'}`;
}

/**
 * What was answered, then what was asked; nothing of a message that has expired. Several messages that were answered
 * as one have the same reply: it is said once, after the last of them. `answered` are those whose reply was said.
 */
function sidesOf(
  sealer: Sealer,
  id: string,
  score: number,
  values: readonly (string | null)[],
  answered: Set<string>,
) {
  const given = hashFields.flatMap((name, i) => (values[i] == null ? [] : [[name, values[i]] as const]));
  const hash = Hash.safeParse(Object.fromEntries(given));
  if (!hash.success) return [];
  const {clinic, status, created_at, finished_at, guard_text: guard, merged_into: leader = id} = hash.data;
  const open = (field: 'text' | 'reply' | 'choices') =>
    openIfWhole(sealer, field, {clinic, owner: id}, hash.data[field] || undefined);
  const text = open('text') ?? '';
  const reply = open('reply');
  const {answered_by} = hash.data;
  const choices = open('choices');
  const facts = {...(answered_by && {answered_by}), ...(choices && {choices: parseChoices(choices)})};
  const side = (role: Place['side'], words: string, ms: number) => ({
    place: {score, side: role},
    message: {
      message_id: id,
      role,
      text: words,
      at: new Date(ms).toISOString(),
      status,
      ...(role === 'agent' && facts),
    },
  });
  const isSaid = reply !== undefined && !answered.has(leader);
  if (isSaid) answered.add(leader);
  const said = saidFirst(guard, isSaid ? reply : null);
  const saidAt = (isSaid && finished_at) || created_at;
  return [
    ...(said === null ? [] : [side('agent', said, saidAt)]),
    ...(text === '' ? [] : [side('user', text, created_at)]), // words of a person have no question
  ];
}

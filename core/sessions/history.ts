/** A conversation as its visitor may read it again: by turns, each reply after its question, a page at a time. */
import {z} from 'zod';
import {parseChoices} from '../events/choices.ts';
import {timeOf} from '../events/cursor.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis.ts';
import {MessageStatus} from '../wire.ts';
import type {HistoryMessage} from '../wire-session.ts';

export type Page = {
  /** Oldest first. */
  messages: HistoryMessage[];
  /** The cursor of what lies before them; `null` where nothing does. */
  next: string | null;
  /** Of the newest thing in the conversation. */
  cursor: string;
  /** Who answers there. */
  state: 'agent' | 'person';
};

/** A message's place in its session, and which of its two sides: what was asked, or what was answered. */
type Place = {score: number; side: 'user' | 'agent'};

const Hash = z.object({
  text: z.string(),
  status: MessageStatus,
  created_at: z.coerce.number(),
  reply: z.string().optional(),
  merged_into: z.string().optional(),
  by: z.enum(['agent', 'person']).optional(),
  name: z.string().optional(),
  locale: z.string().optional(),
  choices: z.string().optional(),
  finished_at: z.coerce.number().optional(),
});
const hashFields = Object.keys(Hash.shape);

/** The last `limit` before the cursor, or before now. `null` where the session is not there any more. */
export async function readHistory(
  redis: Redis,
  session: string,
  {limit, before}: {limit: number; before?: Place | undefined},
): Promise<Page | null> {
  // The one at the cursor again, for what was merged into another; and one more, to see whether there is.
  const options = {BY: 'SCORE', REV: true, LIMIT: {offset: 0, count: limit + 2}} as const;
  const [[isProtected, handedOff], newest, turns] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session('widget', session), ['protected', 'handed_off']),
      client.xRevRange(keys.transcript('widget', session), '+', '-', {COUNT: 1}),
      client.zRangeWithScores(keys.messages('widget', session), before?.score ?? '+inf', '-inf', options),
    ]),
  );
  if (isProtected !== '1') return null;
  const hashes = await redis.run(client =>
    Promise.all(turns.map(({value}) => client.hmGet(keys.message(value), hashFields))),
  );
  const answered = new Set<string>();
  const said = turns
    .flatMap(({value, score}, i) => sidesOf(value, score, hashes[i] ?? [], answered))
    .filter(
      ({place}) =>
        !before || place.score < before.score || (place.side === 'user' && before.side === 'agent'),
    )
    .reverse();
  const page = said.slice(-limit);
  const first = page[0];
  const isMore = first && said.length > page.length;
  return {
    messages: page.map(({message}) => message),
    next: isMore ? cursorTo(first.place) : null,
    cursor: newest?.[0]?.id ?? '0',
    state: handedOff == null ? 'agent' : 'person',
  };
}

/** What came after the cursor, in the order in which it came: questions when they were accepted, replies when they were whole. */
export async function readNews(
  redis: Redis,
  session: string,
  after: string,
  limit: number,
): Promise<Page | null> {
  const [[isProtected, handedOff], said] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session('widget', session), ['protected', 'handed_off']),
      client.xRange(keys.transcript('widget', session), `(${after}`, '+', {COUNT: limit}),
    ]),
  );
  if (isProtected !== '1') return null;
  const entries = said ?? [];
  const hashes = await redis.run(client =>
    Promise.all(entries.map(({message}) => client.hmGet(keys.message(message['message'] ?? ''), hashFields))),
  );
  const messages = entries.flatMap(({id, message: entry}, i): HistoryMessage[] => {
    const hash = parseHash(hashes[i] ?? []);
    const {message = '', text = ''} = entry;
    if (!hash) return [];
    const role = entry['role'] === 'agent' ? 'agent' : 'user';
    const speech = role === 'agent' ? speechIn(entry) : {};
    return [{message_id: message, role, text, at: timeOf(id), status: hash.status, ...speech}];
  });
  const state = handedOff == null ? 'agent' : 'person';
  return {messages, next: null, cursor: entries.at(-1)?.id ?? after, state};
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
function sidesOf(id: string, score: number, values: readonly (string | null)[], answered: Set<string>) {
  const hash = parseHash(values);
  if (!hash) return [];
  const {text, status, reply, created_at, finished_at, merged_into: leader = id} = hash;
  const side = (role: Place['side'], words: string, ms: number) => ({
    place: {score, side: role},
    message: {
      message_id: id,
      role,
      text: words,
      at: new Date(ms).toISOString(),
      status,
      ...(role === 'agent' && speechIn(hash)),
    },
  });
  const isSaid = reply !== undefined && !answered.has(leader);
  if (isSaid) answered.add(leader);
  return [
    ...(isSaid ? [side('agent', reply, finished_at ?? created_at)] : []),
    ...(text === '' ? [] : [side('user', text, created_at)]), // words of a person have no question
  ];
}

/** Who says it, in which language, what may be said next: as far as it is known. */
function speechIn({by, name, locale, choices}: Record<string, unknown>): Partial<HistoryMessage> {
  return {
    ...((by === 'agent' || by === 'person') && {by}),
    ...(typeof name === 'string' && {name}),
    ...(typeof locale === 'string' && {locale}),
    ...(typeof choices === 'string' && {choices: parseChoices(choices) ?? []}),
  };
}

function parseHash(values: readonly (string | null)[]): z.infer<typeof Hash> | undefined {
  const given = hashFields.flatMap((name, i) => (values[i] == null ? [] : [[name, values[i]] as const]));
  return Hash.safeParse(Object.fromEntries(given)).data;
}

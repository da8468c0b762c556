/** A conversation as its visitor may read it again: by turns, each reply after its question, a page at a time. */
import {z} from 'zod';
import {timeOf} from '../events/cursor.ts';
import {parseChoices, speakerOf} from '../events/open-event.ts';
import type {Owned} from '../events/owned.ts';
import {type Channel, keys} from '../keys.ts';
import {saidFirst} from '../phrases/said-first.ts';
import type {Redis} from '../redis/connection.ts';
import {openIfSealed, openIfWhole, type Sealer} from '../seal.ts';
import {MessageStatus} from '../wire/message.ts';
import type {HistoryMessage} from '../wire/session.ts';

export type Page = {
  /** Oldest first. */
  messages: HistoryMessage[];
  /** The cursor of what lies before them; `null` where nothing does. */
  next: string | null;
  /** Of the newest thing in the conversation. */
  cursor: string;
  /** Who answers there. */
  state: 'agent' | 'person';
  /** The person's name, for the others at the desk. */
  takenBy?: string;
  /** A person is needed, and none has come yet. */
  isNeedy?: true;
};

/** Whoever shows a token of the session, or an operator, who reads any. */
export type Reader = Owned | {channel: Channel; session: string; as: 'operator'};

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
  /** As 0.2.0 wrote it. */
  name: z.string().optional(),
  said_by: z.string().optional(),
  said_in: z.string().optional(),
  choices: z.string().optional(),
  guard_text: z.string().optional(),
  finished_at: z.coerce.number().optional(),
});
const hashFields = Object.keys(Hash.shape);
/** Of words in one page, beside its `limit`: the largest messages of a visitor are 4,000 characters each, of an agent more. */
const mostChars = 100_000;

const recordFields = ['protected', 'generation', 'erased', 'handed_off', 'taken_by', 'needs', 'clinic'];

/** The last `limit` before the cursor, or before now. `null` where that session is not there any more. */
export async function readHistory(
  redis: Redis,
  reader: Reader,
  {limit, before}: {limit: number; before?: Place | undefined},
): Promise<Page | null> {
  // The one at the cursor again, for what was merged into another; and one more, to see whether there is.
  const options = {BY: 'SCORE', REV: true, LIMIT: {offset: 0, count: limit + 2}} as const;
  const {channel, session} = placeOf(reader);
  const [record, newest, turns] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session(channel, session), recordFields),
      client.xRevRange(keys.transcript(channel, session), '+', '-', {COUNT: 1}),
      client.zRangeWithScores(keys.messages(channel, session), before?.score ?? '+inf', '-inf', options),
    ]),
  );
  if (!mayRead(reader, record)) return null;
  if ('as' in reader && turns.length === 0 && !before) return null;
  const hashes = await redis.run(client =>
    Promise.all(turns.map(({value}) => client.hmGet(keys.message(value), hashFields))),
  );
  const answered = new Set<string>();
  const page = new PageOfWords<ReturnType<typeof sidesOf>[number]>(limit);
  for (const [i, {value, score}] of turns.entries()) {
    if (page.isOver) break;
    for (const side of sidesOf(redis.sealer, value, score, hashes[i] ?? [], answered)) {
      const {place} = side;
      const isBefore = !before || place.score < before.score;
      if (isBefore || (place.side === 'user' && before?.side === 'agent')) page.add(side);
    }
  }
  const [oldest] = page.sides.slice(-1);
  return {
    messages: page.sides.map(({message}) => message).reverse(),
    next: page.isOver && oldest ? cursorTo(oldest.place) : null,
    cursor: newest?.[0]?.id ?? '0',
    ...holderIn(redis.sealer, session, record),
  };
}

/** What came after the cursor, in the order in which it came: questions when they were accepted, replies when whole. */
export async function readNews(
  redis: Redis,
  reader: Reader,
  after: string,
  limit: number,
): Promise<Page | null> {
  const {channel, session} = placeOf(reader);
  const [record, said] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session(channel, session), recordFields),
      client.xRange(keys.transcript(channel, session), `(${after}`, '+', {COUNT: limit}),
    ]),
  );
  if (!mayRead(reader, record)) return null;
  const entries = said ?? [];
  const hashes = await redis.run(client =>
    Promise.all(entries.map(({message}) => client.hmGet(keys.message(message['message'] ?? ''), hashFields))),
  );
  const page = new PageOfWords(limit);
  let cursor = after;
  for (const [i, {id, message: entry}] of entries.entries()) {
    const {message = ''} = entry;
    const found = openSides(redis.sealer, message, hashes[i] ?? []);
    const role = entry['role'] === 'agent' ? 'agent' : 'user';
    const text = role === 'agent' ? found?.reply : found?.text;
    const facts = role === 'agent' ? found?.facts : {};
    if (found && text !== undefined) {
      page.add({message: {message_id: message, role, text, at: timeOf(id), status: found.status, ...facts}});
    }
    if (page.isOver) break; // the rest comes after this cursor
    cursor = id;
  }
  return {
    messages: page.sides.map(side => side.message),
    next: null,
    cursor,
    ...holderIn(redis.sealer, session, record),
  };
}

/** What is said on one page: so many sides of messages, and so many characters, but one at least. */
class PageOfWords<Side extends {message: HistoryMessage}> {
  readonly sides: Side[] = [];
  /** Was there one that is not on it? */
  isOver = false;
  readonly #limit: number;
  #chars = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(side: Side): void {
    const chars = side.message.text.length;
    this.isOver ||=
      this.sides.length > 0 && (this.sides.length >= this.#limit || this.#chars + chars > mostChars);
    if (this.isOver) return;
    this.sides.push(side);
    this.#chars += chars;
  }
}

export function placeOf(reader: Reader): {channel: Channel; session: string} {
  return 'as' in reader ? reader : {channel: 'widget', session: reader.session};
}

function mayRead(reader: Reader, [isProtected, generation, erased]: readonly (string | null)[]): boolean {
  if (erased !== null) return false;
  return 'as' in reader || (isProtected === '1' && generation === reader.generation);
}

function holderIn(sealer: Sealer, owner: string, record: readonly (string | null)[]) {
  const [, , , handedOff, sealed, needs, clinic] = record;
  const takenBy = openIfSealed(sealer, 'taken_by', {clinic: clinic ?? '', owner}, sealed);
  const state: Page['state'] = handedOff == null ? 'agent' : 'person';
  return {state, ...(takenBy && {takenBy}), ...(needs && {isNeedy: true as const})};
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
  const found = openSides(sealer, id, values);
  if (!found) return [];
  const {text = '', reply, facts, guard, status, created_at, finished_at, leader} = found;
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

/** Both sides of a message, opened, and what is known beside the words of its reply. */
function openSides(sealer: Sealer, id: string, values: readonly (string | null)[]) {
  const given = hashFields.flatMap((name, i) => (values[i] == null ? [] : [[name, values[i]] as const]));
  const hash = Hash.safeParse(Object.fromEntries(given));
  if (!hash.success) return undefined;
  const {clinic, guard_text: guard, merged_into: leader = id, ...rest} = hash.data;
  const open = (field: 'text' | 'reply' | 'choices' | 'said_by') =>
    openIfWhole(sealer, field, {clinic, owner: id}, hash.data[field] || undefined);
  const {answered_by, said_in: locale} = rest;
  const name = open('said_by') ?? rest.name;
  const reply = open('reply');
  const choices = open('choices');
  const facts: Partial<HistoryMessage> = {
    ...(answered_by && {answered_by}),
    ...(reply !== undefined && speakerOf({type: 'message', answered_by})),
    ...(name && {name}),
    ...(locale && {locale}),
    ...(choices && {choices: parseChoices(choices)}),
  };
  return {...rest, leader, guard, text: open('text'), reply, facts};
}

/**
 * Conversations for the desk, those first in which something was said last: who has each, since when, and how much of it
 * a person has not seen. No word of anybody's is read for it.
 */
import {keys} from '../keys.ts';
import {endQuiet} from '../queue/desk/end-quiet.ts';
import {parseConversation} from '../queue/desk/forget-expired.ts';
import type {Redis} from '../redis/connection.ts';
import {openIfSealed} from '../seal.ts';
import {type ListedSession, needs, type SessionState} from '../wire/desk.ts';

export type Wanted = {
  state?: SessionState | undefined;
  channel?: string | undefined;
  clinic?: string | undefined;
  limit: number;
  before?: Position | undefined;
};
/** The last one of a page: when something was said there, and its name in the lists. */
export type Position = {at: number; member: string};
type Found = Position & {needing: number | null; withPerson: number | null};

const atOnce = 250;
/** Conversations of the agent's are looked through so far for one page, and the next page goes on there. */
const mostLooked = 5000;

/** `next` where there may be more. */
export async function listConversations(
  redis: Redis,
  wanted: Wanted,
): Promise<{sessions: ListedSession[]; next: Position | null}> {
  await endQuiet(redis);
  const sessions: ListedSession[] = [];
  let last: Position | null = null;
  let looked = wanted.before;
  for (let count = 0; count < mostLooked; count += atOnce) {
    const found = await readPart(redis, wanted.state, looked);
    const listed = await describe(
      redis,
      found.filter(one => isWanted(one, wanted)),
    );
    for (const {position, clinic, session} of listed) {
      if (wanted.clinic !== undefined && clinic !== wanted.clinic) continue;
      if (sessions.length === wanted.limit) return {sessions, next: last};
      sessions.push(session);
      last = position;
    }
    if (found.length < atOnce) return {sessions, next: null};
    looked = found.at(-1);
  }
  return {sessions, next: looked ?? null};
}

export function spellPosition({at, member}: Position): string {
  return Buffer.from(`${at} ${member}`).toString('base64url');
}

/** `null` for what no answer of ours can have said. */
export function parsePosition(cursor: string): Position | null {
  const [, at, member] = /^(\d{1,16}) (\S+ \S+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return at !== undefined && member !== undefined && parseConversation(member)
    ? {at: Number(at), member}
    : null;
}

/** The next ones behind `last`, with since when they are in the two other lists. */
async function readPart(
  redis: Redis,
  state: SessionState | undefined,
  last: Position | undefined,
): Promise<Found[]> {
  const members =
    state === 'waiting' || state === 'person'
      ? await readFew(redis, state === 'waiting' ? keys.needing : keys.withPerson, last)
      : await readRecent(redis, last);
  if (members.length === 0) return [];
  const names = members.map(({member}) => member);
  const [needing, withPerson] = await redis.run(client =>
    Promise.all([client.zmScore(keys.needing, names), client.zmScore(keys.withPerson, names)]),
  );
  return members.map((one, i) => ({
    ...one,
    needing: needing[i] ?? null,
    withPerson: withPerson[i] ?? null,
  }));
}

/** Of a short list: in the order of the long one. */
async function readFew(redis: Redis, list: string, last: Position | undefined): Promise<Position[]> {
  const all = await redis.run(client =>
    client.zInterWithScores([
      {key: list, weight: 0},
      {key: keys.recent, weight: 1},
    ]),
  );
  return all
    .map(({value, score}) => ({at: score, member: value}))
    .reverse()
    .filter(one => isBehind(one, last))
    .slice(0, atOnce);
}

async function readRecent(redis: Redis, last: Position | undefined): Promise<Position[]> {
  const found: Position[] = [];
  // Of one millisecond there may be many.
  for (let offset = 0; found.length === 0; offset += atOnce) {
    const page = await redis.run(client =>
      client.zRangeWithScores(keys.recent, last?.at ?? '+inf', '-inf', {
        BY: 'SCORE',
        REV: true,
        LIMIT: {offset, count: atOnce + 1},
      }),
    );
    const behind = page
      .map(({value, score}) => ({at: score, member: value}))
      .filter(one => isBehind(one, last));
    found.push(...behind.slice(0, atOnce));
    if (page.length <= atOnce) break;
  }
  return found;
}

/** As Redis orders them: of the same time by name. */
function isBehind({at, member}: Position, last: Position | undefined): boolean {
  return (
    !last ||
    at < last.at ||
    (at === last.at && Buffer.compare(Buffer.from(member), Buffer.from(last.member)) < 0)
  );
}

function stateOf({needing, withPerson}: Found): SessionState {
  if (needing !== null) return 'waiting';
  return withPerson === null ? 'agent' : 'person';
}

function isWanted(found: Found, {state, channel}: Wanted): boolean {
  return (
    (state === undefined || stateOf(found) === state) &&
    (channel === undefined || found.member.startsWith(`${channel} `))
  );
}

/** Those that are still there, in two round trips. */
async function describe(redis: Redis, found: readonly Found[]) {
  if (found.length === 0) return [];
  const places = found.flatMap(one => {
    const conversation = parseConversation(one.member);
    return conversation ? [{...one, ...conversation}] : [];
  });
  const facts = await redis.run(client =>
    Promise.all(
      places.map(async ({channel, session, needing}) => {
        const since = needing === null ? '+inf' : needing * 1000;
        const [record, open, unseen, newest] = await Promise.all([
          client.hmGet(keys.session(channel, session), recordFields),
          client.lLen(keys.turns(channel, session)),
          client.zCount(keys.messages(channel, session), since, '+inf'),
          client.zRange(keys.messages(channel, session), -1, -1),
        ]);
        return {record, open, unseen, newest: newest[0]};
      }),
    ),
  );
  const clinics = await readClinics(redis, facts);
  return places.flatMap((place, i) => {
    const {record = [], open = 0, unseen = 0, newest} = facts[i] ?? {};
    const [of, erased, createdAt, givenBackAt, need, sealed] = record;
    const context = {clinic: of ?? '', owner: place.session};
    const takenBy = openIfSealed(redis.sealer, 'taken_by', context, sealed);
    const clinic = clinics[i];
    if (erased != null || newest === undefined || clinic == null) return [];
    const state = stateOf(place);
    const since = place.needing ?? place.withPerson ?? Number(givenBackAt ?? createdAt ?? place.at);
    const reason = needs.find(one => one === need);
    const session: ListedSession = {
      session_id: place.session,
      channel: place.channel,
      clinic_id: clinic,
      state,
      since: new Date(since).toISOString(),
      last_at: new Date(place.at).toISOString(),
      waiting: state === 'waiting' ? Math.max(1, unseen, open) : open,
      ...(state === 'waiting' && reason && {reason}),
      ...(takenBy && {taken_by: takenBy}),
    };
    return [{position: {at: place.at, member: place.member}, clinic, session}];
  });
}

const recordFields = ['clinic', 'erased', 'created_at', 'given_back_at', 'needs', 'taken_by'];

/** A chat that wants no answers may have no record: its messages know their clinic. */
async function readClinics(
  redis: Redis,
  facts: readonly {record: readonly (string | null)[]; newest: string | undefined}[],
): Promise<(string | null)[]> {
  return redis.run(client =>
    Promise.all(
      facts.map(({record: [clinic], newest}) =>
        clinic == null && newest !== undefined
          ? client.hGet(keys.message(newest), 'clinic')
          : (clinic ?? null),
      ),
    ),
  );
}

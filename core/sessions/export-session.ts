/** All that is kept of a conversation, opened: for whoever it is about. */
import {keys} from '../keys.ts';
import type {Conversation} from '../queue/handoff/take-over.ts';
import {sharedFields} from '../queue/stored.ts';
import type {Redis} from '../redis/connection.ts';
import {openIfSealed} from '../seal.ts';

export type Exported = Conversation & {
  record: Record<string, string>;
  /** Each with all its fields, in the order of acceptance. */
  messages: ({message_id: string} & Record<string, string>)[];
};

/** What is ours, and says nothing about anybody. */
const internal = new Set([
  'generation',
  'audited',
  'idempotency',
  'owner',
  'end',
  'pieces',
  'taken_back',
  'attempt',
  'trace',
  'replayed_as',
  'told_with',
  'handoff_told_with',
]);

/** Sealed for the session, also where they stand in a message. */
const ofSession = new Set<string>([...sharedFields, 'handoff_reason', 'taken_by']);

/** What does not open any more is left out. */
export async function exportSession(redis: Redis, conversation: Conversation): Promise<Exported> {
  const {channel, session} = conversation;
  const [record, ids] = await redis.run(client =>
    Promise.all([
      client.hGetAll(keys.session(channel, session)),
      client.zRange(keys.messages(channel, session), 0, -1),
    ]),
  );
  if (record['erased'] !== undefined) return {channel, session, record: {}, messages: []};
  const hashes = await redis.run(client => Promise.all(ids.map(id => client.hGetAll(keys.message(id)))));
  const open = (hash: Record<string, string>, owner: string, clinic: string) =>
    Object.fromEntries(
      Object.entries(hash).flatMap(([field, value]) => {
        if (internal.has(field)) return [];
        const of = ofSession.has(field) ? session : owner;
        const opened = openIfSealed(redis.sealer, field, {clinic, owner: of}, value);
        return opened === undefined ? [] : [[field, opened]];
      }),
    );
  const messages = ids.flatMap((id, i) => {
    const hash = hashes[i] ?? {};
    if (hash['clinic'] === undefined) return []; // expired
    return [{message_id: id, ...open(hash, id, hash['clinic'])}];
  });
  return {channel, session, record: open(record, session, record['clinic'] ?? ''), messages};
}

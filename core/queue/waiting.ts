/** What waits behind a turn of its session. */
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {openIfWhole} from '../seal.ts';
import {Guard} from '../wire/message.ts';

/** `guard`: what the clinic's safety guard said at it. */
export type Waiting = {id: string; text: string; guard?: Guard};

const fields = ['status', 'text', 'clinic', 'guard_kind', 'guard_text', 'guard_phone'] as const;

/** The messages behind the session's turn, in order; those that were cancelled meanwhile are not among them. */
export async function readWaiting(
  redis: Pick<Redis, 'run' | 'sealer'>,
  {channel, session}: {channel: Channel; session: string},
): Promise<Waiting[]> {
  const [, ...ids] = await redis.run(client => client.lRange(keys.turns(channel, session), 0, -1));
  if (ids.length === 0) return [];
  const found = await redis.run(client =>
    Promise.all(ids.map(id => client.hmGet(keys.message(id), [...fields]))),
  );
  return ids.flatMap((id, i) => {
    const [status, text, clinic, kind, said, phone] = found[i] ?? [];
    if (status !== 'queued') return [];
    const words = openIfWhole(redis.sealer, 'text', {clinic: clinic ?? '', owner: id}, text);
    const guard = Guard.safeParse({kind, text: said, phone}).data;
    return words === undefined ? [] : [{id, text: words, ...(guard && {guard})}];
  });
}

/** The messages of the session before this one that have not ended, first the running one. */
export async function readBefore(
  redis: Pick<Redis, 'run'>,
  {channel, session}: {channel: Channel; session: string},
  id: string,
): Promise<string[]> {
  const ids = await redis.run(client => client.lRange(keys.turns(channel, session), 0, -1));
  return ids.slice(0, Math.max(0, ids.indexOf(id)));
}

/** Conversations whose clinic is to be told that a person must take over: each until somebody has told it. */
import {parseEntryKey} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {openIfWhole} from '../../seal.ts';
import {mostOfClinic} from '../crowds/crowd.ts';
import type {Source, Subject} from '../crowds/due.ts';

export type Handoff = Subject & {message: string; reason: string | null};

/** Of a crowd the oldest one is told. */
export const handoffs: Source<Handoff> = {
  kind: {name: 'handoffs', due: keys.handoffs, mark: 'handoff_told_with', mostOfClinic},
  idOf: member => member,
  read,
  keptAt: ({message}) => keys.message(message),
  namesOf: (clinic, sender) => ({sender, crowd: clinic}),
  urgencyOf: () => 0,
};

/** Nothing where the agent has it back. */
async function read(redis: Redis, entryKey: string): Promise<Handoff | undefined> {
  const entry = parseEntryKey(entryKey);
  if (!entry) return;
  const {message, channel, session} = entry;
  const [[at, sealed], [clinic, address]] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.session(channel, session), ['handed_off', 'handoff_reason']),
      client.hmGet(keys.message(message), ['clinic', 'address']),
    ]),
  );
  if (at == null) return;
  const context = {clinic: clinic ?? '', owner: session};
  const reason = openIfWhole(redis.sealer, 'handoff_reason', context, sealed) ?? null;
  const handoff = {message, channel, session, clinic: clinic ?? null, reason, atMs: Number(at)};
  return {...handoff, address: address || undefined};
}

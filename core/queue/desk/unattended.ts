/** Conversations of which somebody is to be told that they have waited for a person for too long: each until it was told. */
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {needs} from '../../wire/desk.ts';
import {mostOfClinic} from '../crowds/crowd.ts';
import type {Source, Subject} from '../crowds/due.ts';
import {parseConversation} from './forget-expired.ts';

const urgencies: readonly (string | null)[] = needs;

export type Unattended = Subject & {reason: string | null};

export const unattended: Source<Unattended> = {
  kind: {name: 'desk', due: keys.unattended, mark: 'told_with', mostOfClinic},
  idOf: member => member,
  read,
  keptAt: ({channel, session}) => keys.session(channel, session),
  namesOf: (clinic, sender) => ({sender, crowd: clinic}),
  urgencyOf: ({reason}) => urgencies.indexOf(reason),
};

/** Nothing where somebody has come, or nothing is left of it. The address is that of whoever wrote there last. */
async function read(redis: Redis, member: string): Promise<Unattended | undefined> {
  const conversation = parseConversation(member);
  if (!conversation) return;
  const {channel, session} = conversation;
  const [since, [clinic, reason], [last]] = await redis.run(client =>
    Promise.all([
      client.zScore(keys.needing, member),
      client.hmGet(keys.session(channel, session), ['clinic', 'needs']),
      client.zRange(keys.messages(channel, session), -1, -1),
    ]),
  );
  if (since === null) return;
  const address = last && (await redis.run(client => client.hGet(keys.message(last), 'address')));
  return {
    channel,
    session,
    clinic: clinic ?? null,
    reason: reason ?? null,
    atMs: since,
    address: address || undefined,
  };
}

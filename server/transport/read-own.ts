/** What a visitor's page may know of: messages that came from a page. One of a chat is nothing here, whoever has its id. */

import {isStillOwned, type Owned} from '../../core/events/owned.ts';
import {findMessage, type Message} from '../../core/events/read.ts';
import type {Redis} from '../../core/redis/connection.ts';

export type ReadOwn = {
  /** Only the events after this cursor. */
  after?: string | undefined;
  /** Whose session it must be, and still be. */
  owner?: Owned | undefined;
};

/**
 * `null` also for a message of another channel, and of a session that is not the owner's, or not any more; of those nothing
 * is opened, so that they take no longer than one that is not there. One round trip.
 */
export async function readOwn(
  redis: Redis,
  id: string,
  {after, owner}: ReadOwn = {},
): Promise<Message | null> {
  // Both leave together, in this order.
  const [found, isOwned] = await Promise.all([
    findMessage(redis, id, after),
    owner === undefined || redis.run(client => isStillOwned(client, owner)),
  ]);
  const {channel, session} = found;
  const isTheirs = owner
    ? isOwned && channel === 'widget' && session === owner.session
    : channel === 'widget' || channel === 'legacy';
  return isTheirs ? found.open() : null;
}

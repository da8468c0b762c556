/** What a visitor's page may know of: messages that came from a page. One of a chat is nothing here, whoever has its id. */

import {isStillOwned, type Owned} from '../../core/events/owned.ts';
import {type Message, readMessage} from '../../core/events/read.ts';
import type {Redis} from '../../core/redis/connection.ts';

export type ReadOwn = {
  /** Only the events after this cursor. */
  after?: string | undefined;
  /** Whose session it must be, and still be. */
  owner?: Owned | undefined;
};

/** `null` also for a message of another channel, and of a session that is not the owner's, or not any more. */
export async function readOwn(
  redis: Redis,
  id: string,
  {after, owner}: ReadOwn = {},
): Promise<Message | null> {
  // Both leave together, in this order.
  const [message, isOwned] = await Promise.all([
    readMessage(redis, id, after),
    owner === undefined || redis.run(client => isStillOwned(client, owner)),
  ]);
  if (!message || !isOwned) return null;
  if (owner) return message.channel === 'widget' && message.session === owner.session ? message : null;
  return message.channel === 'widget' || message.channel === 'legacy' ? message : null;
}

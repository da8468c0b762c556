/** Ending a message for its visitor: the same for every transport. */

import type {Owned} from '../../core/events/owned.ts';
import type {Message} from '../../core/events/read.ts';
import type {Log} from '../../core/log.ts';
import {cancel} from '../../core/queue/cancel.ts';
import {eventsTtlMs} from '../../core/queue/messages.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {readOwn} from './read-own.ts';

export type CancelDeps = {redis: Redis; limits: {resultTtlMs: number}; log: Log};

/**
 * The message as it is afterwards: cancelled, or as it had ended before; `null` when nobody knows it, and where it is
 * not `owner`'s, or not any more.
 */
export async function cancelAndRead(
  deps: CancelDeps,
  id: string,
  owner: Owned | undefined,
): Promise<Message | null> {
  const {redis, limits, log} = deps;
  const message = await readOwn(redis, id, {owner});
  if (!message) return null;
  // It was sent again: what its visitor wants stopped is that.
  const replay =
    message.replayedAs === undefined ? null : await cancelAndRead(deps, message.replayedAs, owner);
  if (replay) return {...replay, id};
  const retention = {eventsTtlMs, resultTtlMs: limits.resultTtlMs};
  const outcome = await cancel(redis, retention, {
    message: id,
    channel: message.channel,
    session: message.session,
  });
  if (outcome === 'cancelled') log.info({message: id, channel: message.channel}, 'message.cancelled');
  return readOwn(redis, id, {owner});
}

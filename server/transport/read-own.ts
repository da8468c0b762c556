/** What a visitor's page may know of: messages that came from a page. One of a chat is nothing here, whoever has its id. */
import {type Message, readMessage} from '../../core/events/read.ts';
import type {Redis} from '../../core/redis/connection.ts';

/** `null` also for a message of another channel. */
export async function readOwn(redis: Redis, id: string, after?: string): Promise<Message | null> {
  const message = await readMessage(redis, id, after);
  return message?.channel === 'widget' || message?.channel === 'legacy' ? message : null;
}

/** Entries that were handed to a consumer before, perhaps without its hearing of it. */
import type {Redis} from '../redis/connection.ts';
import {type StreamEntry, streamEntries} from '../redis/replies.ts';
import type {Fifo} from './fifo.ts';

/**
 * Answers those that are there. One that was deleted meanwhile stays with its consumer for ever, and node-redis cannot
 * read it: it is acknowledged, and counted as vanished.
 */
export async function readOwn(
  redis: Redis,
  {stream, group}: Pick<Fifo, 'stream' | 'group'>,
  consumer: string,
  count: number,
): Promise<{entries: StreamEntry[]; vanished: number}> {
  const command = ['XREADGROUP', 'GROUP', group, consumer, 'COUNT', String(count), 'STREAMS', stream, '0'];
  const reply: unknown = await redis.run(client => client.sendCommand(command));
  const found = streamEntries(typeof reply === 'object' && reply !== null ? Object.values(reply)[0] : []);
  const entries = found.filter(({message}) => Object.keys(message).length > 0);
  const gone = found.filter(entry => !entries.includes(entry)).map(({id}) => id);
  if (gone.length > 0) await redis.run(client => client.xAck(stream, group, gone));
  return {entries, vanished: gone.length};
}

/** Is the record of who did what whole? What was written by versions that had one chain for everybody reads as the operators'. */
import type {Redis} from '../redis/connection.ts';
import type {StreamEntry} from '../redis/replies.ts';
import {type ChainName, hashesOf, keyOf} from './chain.ts';

const pageLength = 1000;

export type Verified = {
  entries: number;
  /** When the oldest one that is kept was written, unix milliseconds. */
  sinceMs: number | undefined;
  /** The ids of entries that do not follow from the one before. */
  broken: string[];
  /** The last one's hash, for comparison with the log. */
  hash: string;
};

/** Reads all of it, a page at a time. The oldest that is kept is believed, since those before it were trimmed. */
export async function verifyAudit(redis: Redis, chain: ChainName = 'operators'): Promise<Verified> {
  const verified: Verified = {entries: 0, sinceMs: undefined, broken: [], hash: ''};
  for (let from = '-'; ; ) {
    const page = (await redis.run(client =>
      client.xRange(keyOf[chain], from, '+', {COUNT: pageLength}),
    )) as StreamEntry[];
    for (const {id, message} of page) {
      const {hash = '', previous = '', ...rest} = message;
      const fields = Object.entries(rest).flat();
      const follows = verified.entries === 0 || previous === verified.hash;
      if (!follows || !hashesOf(redis.sealer, chain, previous, fields).includes(hash))
        verified.broken.push(id);
      verified.sinceMs ??= Number(id.split('-')[0]);
      verified.entries += 1;
      verified.hash = hash;
    }
    if (page.length < pageLength) return verified;
    from = `(${page.at(-1)?.id ?? ''}`;
  }
}

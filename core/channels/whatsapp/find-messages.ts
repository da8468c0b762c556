/**
 * What Evolution has stored of a stretch of time, page by page, newest first. A record has the shape of an upsert's
 * `data`, and is as little to be relied on.
 */
import {z} from 'zod';
import type {EvolutionClient} from './evolution-client.ts';

const Page = z.object({
  messages: z.object({pages: z.number(), records: z.array(z.record(z.string(), z.unknown()))}),
});

export type StoredMessage = Record<string, unknown>;

const pageLength = 100;
/** More than so many pages are not read: whoever asked cannot be sure then, and is told so. */
const mostPages = 50;
const deadlineMs = 10_000;

/** Throws where Evolution does not answer, not as expected, or with more than can be read. */
export async function* findMessages(
  client: EvolutionClient,
  instance: string,
  fromMs: number,
  toMs: number,
): AsyncGenerator<StoredMessage> {
  // Without both ends it ignores the stretch; by its chat it does not filter reliably.
  const where = {
    messageTimestamp: {gte: new Date(fromMs).toISOString(), lte: new Date(toMs).toISOString()},
  };
  for (let page = 1; ; page++) {
    const body = {where, page, offset: pageLength};
    const reply = await client.post('chat/findMessages', instance, body, deadlineMs);
    if (reply.status !== 200) throw new Error(`findMessages answered ${reply.status}`);
    const {messages} = Page.parse(reply.body);
    yield* messages.records;
    if (page >= messages.pages) return;
    if (page === mostPages) throw new Error('findMessages has more than can be read');
  }
}

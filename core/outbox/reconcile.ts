/** Looking after the chats that have deliveries: whatever the outbox forgot is put into it again. */
import {parseEntryKey} from '../fifo/entry.ts';
import {fifo, type JobInput} from '../fifo/fifo.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {defineScript, evaluate, lua} from '../redis/script.ts';
import {inputOf, type Keeping} from './delivery.ts';

export type ReconcileOptions = Keeping & {
  /** Deliveries that were put into the outbox later than this are left alone, in milliseconds. */
  minAgeMs: number;
};

/** Chats that are looked at in one round trip, about. */
const atOnce = 100;

export const reconcileDeliveryScript = defineScript<JobInput>()({
  name: 'reconcile-delivery',
  lua: lua(import.meta.url, 'reconcile.lua'),
  uses: [fifo],
  /** `gone`: the chat has no deliveries. */
  answers: {kept: {}, requeued: {}, gone: {}},
});

/** How many were put again. One that was under way is known by its hash: it is looked for before it is sent again. */
export async function reconcileDeliveries(redis: Redis, options: ReconcileOptions): Promise<number> {
  const [seconds] = await redis.run(client => client.time());
  const latestMs = Number(seconds) * 1000 - options.minAgeMs;
  let requeued = 0;
  let cursor = '0';
  do {
    const from = cursor;
    const page = await redis.run(client => client.hScan(keys.deliveryHeads, from, {COUNT: atOnce}));
    const heads = page.entries.flatMap(({field: chat, value}) => {
      const [entryId = '', message = ''] = value.split(' ');
      return (Number.parseInt(entryId, 10) <= latestMs && parseEntryKey(`${message} ${chat}`)) || [];
    });
    const answers = await redis.run(client =>
      Promise.all(heads.map(entry => evaluate(client, reconcileDeliveryScript, inputOf(entry, options)))),
    );
    requeued += answers.filter(({status}) => status === 'requeued').length;
    ({cursor} = page);
  } while (cursor !== '0');
  return requeued;
}

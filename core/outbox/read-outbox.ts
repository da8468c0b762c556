/** How the outbox is: what waits in it, what was given up, and through which accounts nothing can leave. */
import {accountOf} from '../chats/chat.ts';
import {type Channel, channels, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';

export type OutboxState = {
  /** Deliveries in the stream: being sent, or waiting for a sender. */
  waiting: number;
  /** Deliveries put aside for a while. */
  delayed: number;
  /** `channel account`, of those through which nothing can leave until somebody acts, or until they are connected. */
  parked: string[];
  /** Why, by the same name; where it is known. */
  parkedFor: Readonly<Record<string, string>>;
  /** Since the first of them within 30 days. */
  givenUp: {channel: string; account: string; reason: string; count: number}[];
  /** Deliveries given up that can be sent again. */
  dead: number;
  /** Chats that want to hear no more. */
  optedOut: number;
};

export async function readOutbox(redis: Redis): Promise<OutboxState> {
  const {parked, counts, ...state} = await redis.run(async client => {
    const [waiting, delayed, parked, counts, dead, optedOut] = await Promise.all([
      client.xLen(keys.outbox),
      client.zCard(keys.outboxDelayed),
      client.hKeys(keys.parked),
      client.hGetAll(keys.givenUp),
      client.xLen(keys.deadDeliveries),
      client.zCard(keys.optedOut),
    ]);
    return {waiting, delayed, parked: parked.sort(), counts, dead, optedOut};
  });
  const givenUp = Object.entries(counts).map(([name, count]) => {
    const [channel = '', account = '', reason = ''] = name.split(' ');
    return {channel, account: decodeURIComponent(account), reason, count: Number(count)};
  });
  return {...state, parked, parkedFor: await readReasons(redis, parked), givenUp};
}

async function readReasons(redis: Redis, parked: readonly string[]): Promise<Record<string, string>> {
  if (parked.length === 0) return {};
  const reasons = await redis.run(client =>
    Promise.all(
      parked.map(name => {
        const [channel, account = ''] = name.split(' ');
        const known: Channel | undefined = channels.find(one => one === channel);
        return known ? client.hGet(keys.account(known, accountOf(`${account}:`)), 'parked_for') : null;
      }),
    ),
  );
  return Object.fromEntries(parked.flatMap((name, i) => (reasons[i] ? [[name, reasons[i]]] : [])));
}

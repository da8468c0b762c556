/**
 * Looking after what is said to be open: whatever the queue forgot is queued again, whatever is past its
 * deadline fails, so that nothing stays open for ever.
 */
import {parseEntry} from '../fifo/entry.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {ifWrongType} from '../redis/replies.ts';
import {defineScript, evaluate, lua, number} from '../redis/script.ts';
import {ending, trying} from './ending.ts';
import {handoff} from './handoff/handoff.ts';
import {inputOf, type MessageInput, type Retention} from './messages.ts';

export type Reconciled = {requeued: number; failed: number; ended: number};

export type ReconcileOptions = Retention & {
  /** Younger messages are left alone, in milliseconds. */
  minAgeMs: number;
  /** A worker that answers in time is given so much longer to say so, in milliseconds. */
  graceMs: number;
};

const perTurn = 100;

export const reconcileScript = defineScript<MessageInput & {graceMs: number}>()({
  name: 'reconcile',
  lua: lua(import.meta.url, 'reconcile.lua'),
  uses: [ending, trying, handoff],
  args: {grace: number(({graceMs}) => graceMs)},
  answers: {kept: {}, waiting: {}, requeued: {}, failed: {}, ended: {}, foreign: {}},
});

export async function reconcile(redis: Redis, options: ReconcileOptions): Promise<Reconciled> {
  const sum: Reconciled = {requeued: 0, failed: 0, ended: 0};
  const [seconds] = await redis.run(client => client.time());
  const oldest = Number(seconds) * 1000 - options.minAgeMs;
  const ids = await redis.run(client => client.zRangeByScore(keys.open, 0, oldest));
  for (let i = 0; i < ids.length; i += perTurn) {
    for (const answer of await reconcileSome(redis, options, ids.slice(i, i + perTurn))) {
      if (answer in sum) sum[answer as keyof Reconciled] += 1;
    }
  }
  return sum;
}

async function reconcileSome(
  redis: Redis,
  options: ReconcileOptions,
  ids: readonly string[],
): Promise<string[]> {
  const conversations = await redis.run(client =>
    Promise.all(ids.map(id => client.hmGet(keys.message(id), ['channel', 'session']).catch(ifWrongType([])))),
  );
  const found = ids.map((message, i) => {
    const [channel, session] = conversations[i] ?? [];
    return parseEntry('', {message, channel, session});
  });
  const gone = ids.filter((_, i) => !found[i]);
  const {graceMs} = options;
  const [, ...answers] = await redis.run(client =>
    Promise.all([
      // Without its hash nobody knows whose turn it was. First, so that what waits behind it finds that out.
      gone.length > 0 ? client.zRem(keys.open, gone) : 0,
      ...found
        .filter(entry => entry !== null)
        .map(entry => evaluate(client, reconcileScript, {...inputOf(entry, options), graceMs})),
    ]),
  );
  return [...answers.map(({status}) => status), ...gone.map(() => 'ended')];
}

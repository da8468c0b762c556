/** What is in the queue and the outbox, as tables: ids, counts and times, and nothing of what was said. */
import {accountOf} from '../../core/chats/chat.ts';
import {parseEntryKey} from '../../core/fifo/entry.ts';
import type {Fifo} from '../../core/fifo/fifo.ts';
import {keys} from '../../core/keys.ts';
import {deliveries} from '../../core/outbox/delivery.ts';
import type {DeadDelivery} from '../../core/outbox/resend.ts';
import type {Letter} from '../../core/queue/dead-letters.ts';
import {readQueue} from '../../core/queue/figures/read-queue.ts';
import {parseAside} from '../../core/queue/lanes/slots.ts';
import {messages} from '../../core/queue/messages.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {StreamEntry} from '../../core/redis/replies.ts';
import type {Terminal} from '../terminal.ts';
import {inSeconds, showTable, type Table, whenOf} from './table.ts';

/** Rows that a table shows; a terminal holds no more. */
const most = 100;

/** Prints how much there is, and what is pending, delayed, in lanes, and on its way out. */
export async function showQueue(redis: Redis, terminal: Terminal): Promise<void> {
  const [queue, pending, sending] = await Promise.all([
    readQueue(redis),
    readPending(redis, messages),
    readPending(redis, deliveries),
  ]);
  const [outgoing, outgoingDelayed, givenUp, parked] = await redis.run(client =>
    Promise.all([
      client.xLen(deliveries.stream),
      client.zCard(deliveries.delayed),
      client.xLen(keys.deadDeliveries),
      client.hGetAll(keys.parked),
    ]),
  );
  terminal.print(
    sentence({
      open: queue.open,
      'in the queue': queue.length,
      'of these pending': pending.count,
      delayed: queue.delayed,
      'in lanes': queue.lanes,
      dead: queue.dead,
    }),
  );
  terminal.print(
    sentence({
      'deliveries in the outbox': outgoing,
      'delayed deliveries': outgoingDelayed,
      'given up': givenUp,
    }),
  );
  const workers = queue.workers.map(({name, slots}) => [name, String(slots)]);
  const tables: Table[] = [
    {title: 'workers', count: workers.length, head: ['worker', 'answers at once'], rows: workers},
    {title: 'pending', ...pending},
    await readDelayed(redis, 'delayed', messages, queue.delayed),
    await readLanes(redis, queue.lanes - queue.aside),
    await readAside(redis, queue.aside),
    {title: 'deliveries being sent', ...sending},
    await readDelayed(redis, 'delayed deliveries', deliveries, outgoingDelayed),
    parkedAccounts(parked),
  ];
  for (const table of tables) showTable(terminal, table);
}

/** Prints the dead letters, newest last. */
export function showDead(letters: readonly Letter[], terminal: Terminal): void {
  const rows = letters
    .slice(-most)
    .map(({message, channel, cause, attempt, entryId}) => [
      message,
      channel,
      cause,
      attempt,
      whenOf(entryId),
    ]);
  const head = ['message', 'channel', 'cause', 'attempt', 'when'];
  showTable(terminal, {title: 'dead', count: letters.length, head, rows});
}

/** Prints the deliveries that were given up, newest last; and through which of our own ends each was to leave. */
export function showGivenUp(deliveries: readonly DeadDelivery[], terminal: Terminal): void {
  if (deliveries.length === 0) terminal.print('No delivery was given up');
  const rows = deliveries
    .slice(-most)
    .map(({message, channel, session, cause, attempt, entryId}) => [
      message,
      `${channel} ${accountOf(session)}`,
      cause,
      attempt,
      whenOf(entryId),
    ]);
  const head = ['message', 'channel and account', 'why', 'attempt', 'when'];
  showTable(terminal, {title: 'deliveries given up', count: deliveries.length, head, rows});
}

function sentence(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

async function readPending(redis: Redis, {stream, group, hash}: Fifo): Promise<Omit<Table, 'title'>> {
  const head = ['message', 'channel', 'attempt', 'owner', 'idle'];
  try {
    const {pending: count} = await redis.run(client => client.xPending(stream, group));
    const entries = await redis.run(client => client.xPendingRange(stream, group, '-', '+', most));
    const rows = await redis.run(client =>
      Promise.all(
        entries.map(async ({id, consumer, millisecondsSinceLastDelivery: idleMs}) => {
          const [entry]: StreamEntry[] = (await client.xRange(stream, id, id)) ?? [];
          const {message = 'vanished', channel = ''} = entry?.message ?? {};
          const attempt = (await client.hGet(hash(message), 'attempt')) ?? '';
          return [message, channel, attempt, String(consumer), inSeconds(idleMs)];
        }),
      ),
    );
    return {count, head, rows};
  } catch (error) {
    // No worker has ever been here.
    if (error instanceof Error && error.message.startsWith('NOGROUP')) return {count: 0, head, rows: []};
    throw error;
  }
}

async function readDelayed(redis: Redis, title: string, {delayed}: Fifo, count: number): Promise<Table> {
  const [due, [seconds, micros]] = await redis.run(client =>
    Promise.all([client.zRangeWithScores(delayed, 0, most - 1), client.time()]),
  );
  const nowMs = Number(seconds) * 1000 + Number(micros) / 1000;
  const rows = due.map(({value, score}) => [
    parseEntryKey(value)?.message ?? 'unreadable',
    score <= nowMs ? 'now' : `in ${inSeconds(score - nowMs)}`,
  ]);
  return {title, count, head: ['message', 'due'], rows};
}

async function readLanes(redis: Redis, count: number): Promise<Table> {
  const members = await redis.run(client => client.zRangeWithScores(keys.lanes, 0, most - 1));
  const rows = members.map(({value, score}) => {
    const entry = parseEntryKey(value);
    return [entry?.message ?? 'unreadable', entry?.channel ?? '', String(score)];
  });
  return {title: 'lanes, the next first', count, head: ['message', 'channel', 'turn'], rows};
}

async function readAside(redis: Redis, count: number): Promise<Table> {
  const members = await redis.run(client => client.zRange(keys.aside, 0, most - 1));
  const rows = members.map(member => {
    const {clinic, entry} = parseAside(member) ?? {};
    return [entry?.message ?? 'unreadable', entry?.channel ?? '', clinic ?? ''];
  });
  return {title: 'aside, by clinic', count, head: ['message', 'channel', 'clinic'], rows};
}

function parkedAccounts(parked: Record<string, string>): Table {
  const rows = Object.entries(parked).map(([account, at]) => [account, new Date(Number(at)).toISOString()]);
  const head = ['channel and account', 'tried again at'];
  return {title: 'parked accounts: nothing leaves through them', count: rows.length, head, rows};
}

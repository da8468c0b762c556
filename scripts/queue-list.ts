/** What is in the queue, as tables: ids, counts and times, and nothing of what was said. */

import {parseEntryKey} from '../core/fifo/entry.ts';
import {workers as group, keys} from '../core/keys.ts';
import type {Redis} from '../core/redis/connection.ts';
import type {StreamEntry} from '../core/redis/replies.ts';
import type {Letter} from './queue-dead.ts';

/** Rows that a table shows; a terminal holds no more. */
const most = 100;

/** Prints how much there is, and what is pending and delayed. */
export async function showQueue(redis: Redis): Promise<void> {
  const pending = await readPending(redis);
  const [open, queued, delayed, dead, [seconds, micros]] = await redis.run(client =>
    Promise.all([
      client.zCard(keys.open),
      client.xLen(keys.stream),
      client.zCard(keys.delayed),
      client.xLen(keys.dead),
      client.time(),
    ]),
  );
  const counts = {open, 'in the queue': queued, 'of these pending': pending.count, delayed, dead};
  console.log(
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
  );
  showTable('pending', pending.count, ['message', 'channel', 'attempt', 'owner', 'idle'], pending.rows);

  const nowMs = Number(seconds) * 1000 + Number(micros) / 1000;
  const due = await redis.run(client => client.zRangeWithScores(keys.delayed, 0, most - 1));
  const rows = due.map(({value, score}) => [
    parseEntryKey(value)?.message ?? 'unreadable',
    score <= nowMs ? 'now' : `in ${inSeconds(score - nowMs)}`,
  ]);
  showTable('delayed', delayed, ['message', 'due'], rows);
}

/** Prints the dead letters, newest last. */
export function showDead(letters: readonly Letter[]): void {
  const rows = letters
    .slice(-most)
    .map(({message, channel, cause, attempt, entryId}) => [
      message,
      channel,
      cause,
      attempt,
      whenOf(entryId),
    ]);
  showTable('dead', letters.length, ['message', 'channel', 'cause', 'attempt', 'when'], rows);
}

async function readPending(redis: Redis): Promise<{count: number; rows: string[][]}> {
  try {
    const {pending: count} = await redis.run(client => client.xPending(keys.stream, group));
    const entries = await redis.run(client => client.xPendingRange(keys.stream, group, '-', '+', most));
    const rows = await redis.run(client =>
      Promise.all(
        entries.map(async ({id, consumer, millisecondsSinceLastDelivery: idleMs}) => {
          const [entry]: StreamEntry[] = (await client.xRange(keys.stream, id, id)) ?? [];
          const {message = 'vanished', channel = ''} = entry?.message ?? {};
          const attempt = (await client.hGet(keys.message(message), 'attempt')) ?? '';
          return [message, channel, attempt, String(consumer), inSeconds(idleMs)];
        }),
      ),
    );
    return {count, rows};
  } catch (error) {
    // No worker has ever been here.
    if (error instanceof Error && error.message.startsWith('NOGROUP')) return {count: 0, rows: []};
    throw error;
  }
}

function showTable(title: string, count: number, head: string[], rows: readonly string[][]): void {
  if (count === 0) return;
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map(row => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd();
  console.log(`\n${title}${count > rows.length ? ` (${rows.length} of ${count})` : ''}`);
  for (const cells of [head, ...rows]) console.log(line(cells));
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function whenOf(entry: string): string {
  return new Date(Number.parseInt(entry, 10)).toISOString();
}

/** All about one message but what was said: its fields, its events, its session's turns, and why it waits. */
import {timeOf} from '../../core/events/cursor.ts';
import {keys} from '../../core/keys.ts';
import {explainPlace, locateMessage} from '../../core/queue/figures/locate.ts';
import {deliveryFacts, detailOf, factsOf} from '../../core/queue/figures/message-facts.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {Terminal} from '../terminal.ts';
import {showTable} from './table.ts';

/** Exit code 1 where nobody knows the message. */
export async function showMessage(redis: Redis, id: string, terminal: Terminal): Promise<number> {
  const found = await locateMessage(redis, id);
  if (!found) {
    terminal.error(`Nobody knows message ${id}: it has expired, was erased, or never was`);
    return 1;
  }
  const {fields, events, turns, place} = found;
  const entryId = 'entryId' in place ? place.entryId : undefined;
  const rows = [...Object.entries(factsOf(fields)), ...(entryId ? [['entry', entryId]] : [])];
  terminal.print(explainPlace(place));
  showTable(terminal, {title: `message ${id}`, count: rows.length, head: ['field', 'value'], rows});
  const steps = events.map(({id: eventId, message}) => [
    timeOf(eventId),
    message['type'] ?? '',
    detailOf(message),
  ]);
  showTable(terminal, {title: 'events', count: steps.length, head: ['at', 'type', ''], rows: steps});
  const order = turns.map((turn, i) => [String(i + 1), turn === id ? `${turn} (this one)` : turn]);
  showTable(terminal, {
    title: 'turns of its session',
    count: order.length,
    head: ['', 'message'],
    rows: order,
  });
  await showDelivery(redis, id, terminal);
  return 0;
}

async function showDelivery(redis: Redis, id: string, terminal: Terminal): Promise<void> {
  const hash = await redis.run(client => client.hGetAll(keys.delivery(id)));
  const rows = Object.entries(deliveryFacts(hash));
  showTable(terminal, {title: 'its delivery', count: rows.length, head: ['field', 'value'], rows});
}

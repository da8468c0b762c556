/** What the scripts that move or end a message share; how a message ends, says `ending.lua`. */
import {fifo} from '../fifo/fifo.ts';
import {keys} from '../keys.ts';
import {failures} from '../phrases/failures.ts';
import {clock} from '../redis/clock.ts';
import {lua, number, type Prelude} from '../redis/script.ts';
import {desk} from './desk/desk.ts';
import {counting} from './figures/histogram.ts';
import {slots} from './lanes/slots.ts';
import type {MessageInput} from './messages.ts';

const posting: Prelude<MessageInput> = {
  lua: lua(import.meta.url, 'post.lua'),
  keys: {
    outbox: () => keys.outbox,
    deliveries: ({entry}) => keys.deliveries(entry.channel, entry.session),
    delivery_heads: () => keys.deliveryHeads,
  },
};

export const ending: Prelude<MessageInput> = {
  lua: lua(import.meta.url, 'ending.lua'),
  uses: [clock, fifo, slots, counting, posting, desk],
  keys: {
    message: ({entry}) => keys.message(entry.message),
    events: ({entry}) => keys.events(entry.message),
    transcript: ({entry}) => keys.transcript(entry.channel, entry.session),
    wake: () => keys.wake,
    open: () => keys.open,
    dead: () => keys.dead,
  },
  args: {
    id: ({entry}) => entry.message,
    entry: ({entry}) => entry.entryId,
    events_ttl: number(({retention}) => retention.eventsTtlMs),
  },
  constants: {failures, held_prefix: keys.held(''), ended: {done: 1, failed: 1, cancelled: 1}},
};

/** `is_late(deadline, extra)`, `spent(attempt, handed_back)`. */
export const trying: Prelude<unknown> = {lua: lua(import.meta.url, 'trying.lua'), uses: [clock]};

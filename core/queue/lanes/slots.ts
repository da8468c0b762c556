/** Fairness among clinics in the workers: how many slots there are, who holds them, who waits aside for one. */
import type {Entry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {lua, type Prelude} from '../../redis/script.ts';

/** A clinic may hold so many slots for each that is free: seven eighths of all where no other holds any. */
const perFree = 7;

/** With fewer slots than these none can be kept free. */
const some = 8;

/** `count_slots()`. */
export const capacity: Prelude<unknown> = {
  lua: lua(import.meta.url, 'capacity.lua'),
  keys: {workers: () => keys.workers},
};

/** `room_for(clinic, slots, free)`, `count_held(start)`, `bounds_of(start)`. */
export const room: Prelude<unknown> = {
  lua: lua(import.meta.url, 'room.lua'),
  uses: [capacity],
  keys: {slots: () => keys.slots, aside: () => keys.aside},
  constants: {per_free: perFree, some},
};

/**
 * `take_slot(known, id, worker)`, `free_slot(known, id)`, `has_its_share(clinic)`, `step_aside(known, id)`,
 * `waits_for_slot(known, id)`.
 */
export const slots: Prelude<{entry: Entry}> = {
  lua: lua(import.meta.url, 'slots.lua'),
  uses: [room],
  keys: {lanes: () => keys.lanes},
  args: {channel: ({entry}) => entry.channel, session: ({entry}) => entry.session},
};

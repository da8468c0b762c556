/** Fairness among clinics in the workers: how many slots there are, who holds them, who waits aside for one. */
import {type Entry, parseEntry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {lua, type Prelude} from '../../redis/script.ts';

/** A clinic may hold so many slots for each that is free: seven eighths of all where no other holds any. */
const perFree = 7;

/** With fewer slots than these none can be kept free. */
const some = 8;

/** A member of those that wait aside, as the scripts spell it. */
export type Aside = {clinic: string; entry: Entry};

export function parseAside(member: string): Aside | null {
  const [clinic = '', channel, , message, session] = member.split(' ');
  const entry = parseEntry('', {message, channel, session});
  return entry && {clinic, entry};
}

/** Its member, and how those of its channel begin that are let in before it. */
export function asideKeyOf({clinic, entry}: Aside, createdAt: string): {member: string; lane: string} {
  const lane = `${clinic} ${entry.channel} `;
  return {member: `${lane}${createdAt} ${entry.message} ${entry.session}`, lane};
}

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

import type {Entry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import {lua, type Prelude} from '../../redis/script.ts';

/** `is_handed_off()`, `hand_off(reason, keep)`, `wait_for_person(message)`. */
export const handoff: Prelude<{entry: Entry}> = {
  lua: lua(import.meta.url, 'handoff.lua'),
  uses: [clock],
  keys: {session: ({entry}) => keys.session(entry.channel, entry.session)},
};

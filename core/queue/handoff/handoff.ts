import type {Entry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import {lua, type Prelude} from '../../redis/script.ts';

/** `is_handed_off()`, `hand_off(reason, keep)`, `wait_for_person(message)`, `open_again(clinic, ids)`. */
export const handoff: Prelude<{entry: Entry}> = {
  lua: lua(import.meta.url, 'handoff.lua'),
  uses: [clock],
  constants: {open: keys.open, held_prefix: keys.held('')},
  keys: {session: ({entry}) => keys.session(entry.channel, entry.session)},
};

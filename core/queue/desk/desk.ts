/** The desk's lists, which every script keeps that adds to a conversation, ends something in it, or says who has it. */
import type {Entry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {lua, type Prelude} from '../../redis/script.ts';
import {needs} from '../../wire/desk.ts';

/**
 * `note_activity(at)`, `needs_person(since, reason)`, `needs_nobody()`, `person_has(name, at)`, `agent_has(at)`,
 * `staff_has(at, until)`, `staff_has_not()`.
 */
export const desk: Prelude<{entry: Entry}> = {
  lua: lua(import.meta.url, 'desk.lua'),
  keys: {
    session: ({entry}) => keys.session(entry.channel, entry.session),
    recent: () => keys.recent,
    needing: () => keys.needing,
    with_person: () => keys.withPerson,
    unattended: () => keys.unattended,
    on_phone: () => keys.onPhone,
  },
  args: {conversation: ({entry: {channel, session}}) => `${channel} ${session}`},
  constants: {urgency: Object.fromEntries(needs.map((need, i) => [need, i + 1]))},
};

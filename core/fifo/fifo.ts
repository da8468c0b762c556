/** Jobs of a group one after the other, groups side by side; how, says `fifo.lua`. */
import {lua, number, type Prelude} from '../redis/script.ts';
import type {Entry} from './entry.ts';

export type Fifo = {
  stream: string;
  /** The consumer group of all that take jobs from it. */
  group: string;
  /** The sorted set of jobs that are put aside, by due time. */
  delayed: string;
  /** The list of a group's jobs. */
  jobs(entry: Entry): string;
  /** Where the entry id of a group's running job stands: under a key of its own, or in a hash of all groups. */
  head(entry: Entry): {key: string; field?: string};
  /** The hash with `status` and `attempt` of a job; `running` is its status while somebody has claimed it. */
  hash(job: string): string;
  running: string;
};

/** What every script of a fifo is given. */
export type JobInput = {
  fifo: Fifo;
  entry: Entry;
  /** How long the group's keys are kept, in milliseconds. */
  keepMs: number;
};

/** `is_held_by(consumer)`. */
export const held: Prelude<Omit<JobInput, 'keepMs'>> = {
  lua: lua(import.meta.url, 'held.lua'),
  keys: {stream: ({fifo}) => fifo.stream},
  args: {group: ({fifo}) => fifo.group, entry: ({entry}) => entry.entryId},
};

/** `put(job)`, `entry_key(job)`. */
export const putting: Prelude<JobInput> = {
  lua: lua(import.meta.url, 'put.lua'),
  keys: {
    stream: ({fifo}) => fifo.stream,
    head: ({fifo, entry}) => fifo.head(entry).key,
  },
  args: {
    channel: ({entry}) => entry.channel,
    session: ({entry}) => entry.session,
    head_field: ({fifo, entry}) => fifo.head(entry).field,
    keep: number(({keepMs}) => keepMs),
  },
};

/** `ack`, `hold`, `delay`, `pass`. */
export const fifo: Prelude<JobInput> = {
  lua: lua(import.meta.url, 'fifo.lua'),
  uses: [putting],
  keys: {delayed: ({fifo}) => fifo.delayed, jobs: ({fifo, entry}) => fifo.jobs(entry)},
  args: {group: ({fifo}) => fifo.group},
};

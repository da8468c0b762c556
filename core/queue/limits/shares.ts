import type {Entry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {lua, number, type Prelude} from '../../redis/script.ts';

type Input = {
  entry: Entry;
  clinic: string;
  address: string | undefined;
  limits: {queueMaxLength: number};
};

/**
 * `may_use_reserve(waiting)`: nobody's share is stored, so that none can go wrong. Only where the queue is full a sample of it
 * says who holds it.
 */
export const shares: Prelude<Input> = {
  lua: lua(import.meta.url, 'shares.lua'),
  keys: {open: () => keys.open},
  args: {
    clinic: ({clinic}) => clinic,
    address: ({address}) => address,
    channel: ({entry}) => entry.channel,
    most_open: number(({limits}) => limits.queueMaxLength),
  },
  constants: {sample: 64, message_prefix: keys.message('')},
};

import {fifo, type JobInput} from '../../fifo/fifo.ts';
import {lua, type Prelude} from '../../redis/script.ts';
import {slots} from '../lanes/slots.ts';

/** `begin_anew(id, hash)`. */
export const beginningAnew: Prelude<JobInput> = {
  lua: lua(import.meta.url, 'begin-anew.lua'),
  uses: [fifo, slots],
};
